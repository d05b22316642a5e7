using System.CommandLine;
using Gerai.Cli;
using Gerai.Cli.Commands;

return await CommandLine.RunAsync(
    new RootCommand("Gerai: over-the-counter payments (Alfamart, Indomaret) that speak the Midtrans Core API.")
    {
        DemoCommand.New(),
        SandboxCommand.New(),
        ServeCommand.New(),
        DoctorCommand.New(),
        CopyCommand.New(),
        ArchiveCommand.New(),
        MerchantCommand.New(),
        OperatorCommand.New(),
        NetworkCommand.New(),
        CodeKeyCommand.New(),
        UnmatchedCommand.New(),
        ChargeCommand.New(),
        StatusCommand.New(),
        CancelCommand.New(),
        ExpireCommand.New(),
        PayCommand.New(),
        ReverseCommand.New(),
        EventsCommand.New(),
        ResendCommand.New(),
        ListenCommand.New(),
    },
    args);
