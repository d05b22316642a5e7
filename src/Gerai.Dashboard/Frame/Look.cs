namespace Gerai.Dashboard.Frame;

/// <summary>Light or dark: as the visitor chose, or as the device has it.</summary>
public enum Look
{
    Device,
    Light,
    Dark,
}
