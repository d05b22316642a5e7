using MudBlazor;

namespace Gerai.Dashboard.Frame;

/// <summary>The colours and type of Pages/gerai.css, in MudBlazor's words.</summary>
internal static class PortalTheme
{
    private static readonly string[] SystemFonts =
        ["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Ubuntu", "Cantarell", "sans-serif"];

    private static readonly PaletteLight Light = new()
    {
        Primary = "#1f5fd0",
        PrimaryContrastText = "#fff",
        Secondary = "#56617a",
        SecondaryContrastText = "#fff",
        Tertiary = "#0a5ea8",
        TertiaryContrastText = "#fff",
        Info = "#1f5fd0",
        InfoContrastText = "#fff",
        Success = "#176843",
        SuccessContrastText = "#fff",
        Warning = "#7d4a00",
        WarningContrastText = "#fff",
        Error = "#a4242c",
        ErrorContrastText = "#fff",
        Dark = "#4a5468",
        DarkContrastText = "#fff",
        TextPrimary = "#172033",
        TextSecondary = "#56617a",
        TextDisabled = "#6b7589",
        ActionDefault = "#56617a",
        ActionDisabled = "#6b7589",
        ActionDisabledBackground = "#e6e9f0",
        Background = "#f3f5f8",
        BackgroundGray = "#e8effc",
        Surface = "#fff",
        DrawerBackground = "#fff",
        DrawerText = "#172033",
        DrawerIcon = "#56617a",
        AppbarBackground = "#fff",
        AppbarText = "#172033",
        LinesDefault = "#d8deea",
        LinesInputs = "#56617a",
        TableLines = "#d8deea",
        Divider = "#d8deea",
        HoverOpacity = 0.06,
    };

    private static readonly PaletteDark Dark = new()
    {
        Primary = "#8db4ff",
        PrimaryContrastText = "#0d1a33",
        Secondary = "#aab5ca",
        SecondaryContrastText = "#0d1a33",
        Tertiary = "#8db4ff",
        TertiaryContrastText = "#0d1a33",
        Info = "#8db4ff",
        InfoContrastText = "#0d1a33",
        Success = "#8be0b2",
        SuccessContrastText = "#0d2118",
        Warning = "#ffd288",
        WarningContrastText = "#2a1c05",
        Error = "#ffaeaa",
        ErrorContrastText = "#330f0e",
        Dark = "#bfc8d9",
        DarkContrastText = "#10141d",
        TextPrimary = "#e9eef8",
        TextSecondary = "#aab5ca",
        TextDisabled = "#8d98ae",
        ActionDefault = "#aab5ca",
        ActionDisabled = "#8d98ae",
        ActionDisabledBackground = "#2a3345",
        Background = "#10141d",
        BackgroundGray = "#22304b",
        Surface = "#1a2130",
        DrawerBackground = "#1a2130",
        DrawerText = "#e9eef8",
        DrawerIcon = "#aab5ca",
        AppbarBackground = "#1a2130",
        AppbarText = "#e9eef8",
        LinesDefault = "#323c50",
        LinesInputs = "#aab5ca",
        TableLines = "#323c50",
        Divider = "#323c50",
    };

    public static readonly MudTheme Gerai = new()
    {
        PaletteLight = Light,
        PaletteDark = Dark,
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "12px", DrawerWidthLeft = "248px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = SystemFonts, FontSize = "1rem", LetterSpacing = "normal" },
            H1 = Heading<H1Typography>("1.5rem"),
            H2 = Heading<H2Typography>("1.0625rem"),
            H3 = Heading<H3Typography>("1rem"),
            Body1 = new Body1Typography { LetterSpacing = "normal" },
            Body2 = new Body2Typography { LetterSpacing = "normal" },
            Button = new ButtonTypography { FontWeight = "600", LetterSpacing = "normal", TextTransform = "none" },
        },
    };

    private static T Heading<T>(string size)
        where T : BaseTypography, new() => new()
        {
            FontFamily = SystemFonts,
            FontSize = size,
            FontWeight = "700",
            LineHeight = "1.25",
            LetterSpacing = "-.01em",
        };
}
