using Microsoft.Playwright;

namespace Gerai.BrowserTests.Support;

/// <summary>What a customer holds in the hand or has on the desk.</summary>
public enum Device
{
    Phone,
    SmallPhone,
    Desktop,
}

/// <summary>The sizes of the devices.</summary>
internal static class Screen
{
    public static ViewportSize Of(Device device) => device switch
    {
        Device.Phone => new ViewportSize { Width = 390, Height = 844 },
        Device.SmallPhone => new ViewportSize { Width = 360, Height = 740 },
        Device.Desktop => new ViewportSize { Width = 1280, Height = 800 },
    };
}
