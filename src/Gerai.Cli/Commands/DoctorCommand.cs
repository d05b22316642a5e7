using System.CommandLine;
using Gerai.Cli.Doctor;
using Gerai.Storage;

namespace Gerai.Cli.Commands;

/// <summary>gerai doctor: looks whether an installation is as it should be, and changes nothing.</summary>
internal static class DoctorCommand
{
    public static Command New()
    {
        var place = new GatewayPlace();
        var url = new Option<Uri?>("--url")
        {
            Description = "A running node of it, which is asked whether it is well, such as http://127.0.0.1:5080.",
            HelpName = "URL",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
                    || !address.Scheme.StartsWith(Uri.UriSchemeHttp, StringComparison.Ordinal))
                {
                    result.AddError($"{text} is no address such as http://127.0.0.1:5080.");
                }

                return address;
            },
        };
        var doctor = new ExampleCommand(
            "doctor",
            "Look whether a gateway's settings, database and books are in order; nothing is changed.",
            "gerai doctor --data ./gerai-data",
            "gerai doctor --database \"Host=db;Database=gerai\" --sealing-key-file key --url http://127.0.0.1:5080")
        {
            url,
        };
        place.AddTo(doctor);
        doctor.SetAction((asked, cancel) => LookAsync(place.Names(asked), asked.GetValue(url), cancel));
        return doctor;
    }

    private static async Task<int> LookAsync(GatewayFiles files, Uri? url, CancellationToken cancel)
    {
        Output.Markup($"[bold]{Output.Escape(DatabaseHosts.Place(files.Database))}[/]");
        Output.Line();
        var report = new Report();
        await report.ShowAsync(new Examination(files, url, TimeProvider.System), cancel);
        Output.Line();
        Output.Markup(report.Summary);
        return report.IsWrong ? ExitCode.Refused : ExitCode.Success;
    }
}
