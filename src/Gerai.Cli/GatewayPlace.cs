using System.CommandLine;

namespace Gerai.Cli;

/// <summary>The options that say where a gateway keeps its data and its settings, alike in all that open it.</summary>
internal sealed class GatewayPlace
{
    private readonly Option<string?> data = new("--data")
    {
        Description = "Folder with an SQLite database and its sealing key; both are made when the folder is new.",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> database = new("--database")
    {
        Description = "Connection: \"Host=...\" for PostgreSQL, \"Data Source=...\" for SQLite [GERAI_DATABASE].",
        HelpName = "CONNECTION",
    };

    private readonly Option<string?> sealingKeyFile = new("--sealing-key-file")
    {
        Description = "File with the key that opens secrets in the database [GERAI_SEALING_KEY_FILE].",
        HelpName = "FILE",
    };

    private readonly Option<string?> settings = new("--settings")
    {
        Description = "JSON file with settings other than the defaults [GERAI_SETTINGS].",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(data);
        command.Options.Add(database);
        command.Options.Add(sealingKeyFile);
        command.Options.Add(settings);
        command.Validators.Add(result =>
        {
            if (result.GetResult(data) is not null && result.GetResult(database) is not null)
            {
                result.AddError("Give either --data or --database, not both.");
            }
        });
    }

    public GatewayOptions Read(ParseResult asked) =>
        SettingsFile.Apply(asked.GetValue(settings) ?? Setting("GERAI_SETTINGS"), ReadPlace(asked));

    /// <summary>What was named, for who only looks: nothing is made, and nothing is read yet.</summary>
    public GatewayFiles Names(ParseResult asked)
    {
        var folder = asked.GetValue(data) is { } path ? Path.GetFullPath(path) : null;
        return new GatewayFiles
        {
            Database = (folder is null ? asked.GetValue(database) ?? Setting("GERAI_DATABASE") : DataFolder.In(folder))
                ?? throw new CommandFailure(
                    "Which gateway? Give --data FOLDER or --database CONNECTION.", ExitCode.Usage),
            SealingKeyFile = asked.GetValue(sealingKeyFile) ?? Setting("GERAI_SEALING_KEY_FILE")
                ?? (folder is null ? null : DataFolder.SealingKeyIn(folder)),
            SettingsFile = asked.GetValue(settings) ?? Setting("GERAI_SETTINGS"),
        };
    }

    /// <summary>The folder that was named, if it was one.</summary>
    public DataFolder? Folder(ParseResult asked) => asked.GetValue(data) is { } path ? new DataFolder(path) : null;

    /// <summary>An environment variable; an empty one counts as absent.</summary>
    public static string? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private GatewayOptions ReadPlace(ParseResult asked)
    {
        var keyFile = asked.GetValue(sealingKeyFile) ?? Setting("GERAI_SEALING_KEY_FILE");
        if (Folder(asked) is { } folder)
        {
            return new GatewayOptions
            {
                Database = folder.ConnectionString,
                SealingKey = keyFile is null ? folder.SealingKey() : SealingKeyFile.Read(keyFile),
            };
        }

        return new GatewayOptions
        {
            Database = asked.GetValue(database) ?? Setting("GERAI_DATABASE") ?? throw new CommandFailure(
                "Which gateway? Give --data FOLDER or --database CONNECTION.", ExitCode.Usage),
            SealingKey = SealingKeyFile.Read(keyFile ?? throw new CommandFailure(
                "A database needs its sealing key: give --sealing-key-file FILE.", ExitCode.Usage)),
        };
    }
}
