using System.Data.Common;
using System.Text.RegularExpressions;
using System.Threading.Tasks.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Gerai.Storage;

/// <summary>
/// A session with PostgreSQL that collects the statements of many writes and sends them together: the way to the
/// server and back is gone once for all of them, not once for each.
/// </summary>
internal sealed partial class PipelinedSession : WriteSession
{
    private readonly NpgsqlConnection connection;
    private readonly Dictionary<string, Template> templates = [];
    private List<Statement> waiting = [];
    private string? warning;

    public PipelinedSession(NpgsqlConnection connection)
        : base(connection)
    {
        this.connection = connection;
        connection.Notice += (_, told) =>
            warning = told.Notice.InvariantSeverity == "WARNING" ? told.Notice.MessageText : warning;
    }

    public override void Add(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        waiting.Add(new Execution(CommandOf(sql, values)));

    public override ValueTask<int> ExecuteAsync(
        string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var statement = new Execution(CommandOf(sql, values));
        waiting.Add(statement);
        return new ValueTask<int>(statement, statement.Token);
    }

    public override ValueTask<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var statement = new Question<T>(CommandOf(sql, values), read);
        waiting.Add(statement);
        return new ValueTask<List<T>>(statement, statement.Token);
    }

    public override bool Flush()
    {
        if (waiting.Count == 0)
        {
            return false;
        }

        var sent = waiting;
        waiting = [];
        using (var batch = new NpgsqlBatch(connection, (NpgsqlTransaction?)Transaction))
        {
            sent.ForEach(statement => batch.BatchCommands.Add(statement.Command));
            using var reader = batch.ExecuteReader();
            foreach (var question in sent.Where(statement => statement.HasRows))
            {
                // A reader stands at the first answer with rows, and steps from one of them to the next.
                question.Read(reader);
                reader.NextResult();
            }
        }

        // In order, and here: what a write does next is to add its next statement, or to end.
        sent.ForEach(statement => statement.Answer());
        return true;
    }

    public override void Commit()
    {
        Flush();
        warning = null;
        base.Commit();

        // The server answers "committed" also when it was told to stop waiting for its standby, and warns only.
        if (warning is not null)
        {
            throw new NpgsqlException($"The commit was answered with a warning: {warning}");
        }
    }

    private NpgsqlBatchCommand CommandOf(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!templates.TryGetValue(sql, out var template))
        {
            template = Template.Of(sql, values);
            templates.Add(sql, template);
        }

        var command = new NpgsqlBatchCommand(template.Sql);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.Add(template.Parameter(i, values[i].Value));
        }

        return command;
    }

    /// <summary>A statement with numbered parameters, so that nobody has to look for their names again.</summary>
    private sealed partial class Template(string sql, NpgsqlDbType?[] types)
    {
        public string Sql { get; } = sql;

        public static Template Of(string sql, ReadOnlySpan<(string Name, object? Value)> values)
        {
            var numbers = new Dictionary<string, int>();
            foreach (var (name, _) in values)
            {
                numbers.Add(name, numbers.Count + 1);
            }

            return new Template(
                Name().Replace(sql, match => $"${numbers[match.Groups["name"].Value]}"),
                new NpgsqlDbType?[values.Length]);
        }

        // A null has no type of its own. Sent with the one that was seen before, it is the same prepared statement.
        public NpgsqlParameter Parameter(int index, object? value)
        {
            var parameter = new NpgsqlParameter { Value = value ?? DBNull.Value };
            if (value is not null)
            {
                types[index] ??= parameter.NpgsqlDbType;
            }
            else if (types[index] is { } type)
            {
                parameter.NpgsqlDbType = type;
            }

            return parameter;
        }

        [GeneratedRegex("@(?<name>[a-z_]+)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
        private static partial Regex Name();
    }

    private abstract class Statement(NpgsqlBatchCommand command)
    {
        public NpgsqlBatchCommand Command => command;

        public abstract bool HasRows { get; }

        public abstract void Read(DbDataReader reader);

        public abstract void Answer();
    }

    /// <summary>Answers in place, on the writer's own thread: a write must never go on elsewhere.</summary>
    private abstract class Statement<T>(NpgsqlBatchCommand command) : Statement(command), IValueTaskSource<T>
    {
        private ManualResetValueTaskSourceCore<T> source;

        public short Token => source.Version;

        public T GetResult(short token) => source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

        public void OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            source.OnCompleted(continuation, state, token, flags);

        protected void Set(T result) => source.SetResult(result);
    }

    private sealed class Execution(NpgsqlBatchCommand command) : Statement<int>(command)
    {
        public override bool HasRows => false;

        public override void Read(DbDataReader reader)
        {
        }

        public override void Answer() => Set((int)Command.RecordsAffected);
    }

    private sealed class Question<T>(NpgsqlBatchCommand command, Func<DbDataReader, T> read)
        : Statement<List<T>>(command)
    {
        private List<T> rows = [];

        public override bool HasRows => true;

        public override void Read(DbDataReader reader) => rows = ReadAll(reader, read);

        public override void Answer() => Set(rows);
    }
}
