namespace Gerai.Tests.Tenants;

/// <summary>What somebody shows who asks.</summary>
internal enum By
{
    /// <summary>Signed in at the portal.</summary>
    Session,

    /// <summary>A merchant's server key.</summary>
    Key,

    /// <summary>Nothing: what is asked for is for everybody, or opens by itself to who has its secret.</summary>
    Nothing,
}

/// <summary>
/// How a merchant asks an endpoint for what is another's. Names in braces stand for the other's ids.
/// </summary>
/// <param name="Endpoint">Its method, a star for any, and its pattern, as it was mapped.</param>
/// <param name="By">What is shown.</param>
/// <param name="Path">The address.</param>
/// <param name="Body">A form, or an object.</param>
internal sealed record Question(string Endpoint, By By, string Path, string? Body = null)
{
    public HttpMethod Method => Endpoint.Split(' ')[0].Split(',')[0] switch
    {
        "*" => Body is null ? HttpMethod.Get : HttpMethod.Post,
        var method => new HttpMethod(method),
    };

    /// <summary>Whether the asker's session is over behind it.</summary>
    public bool IsLeaving => Path == "/portal/account/sign-out";

    /// <summary>Whether a stranger, who shows neither, was answered as the doors do: a person is led to the sign-in.
    /// </summary>
    public bool IsKeptOut(Heard heard) => By switch
    {
        By.Session when Method == HttpMethod.Get && Path.StartsWith("/portal", StringComparison.Ordinal) =>
            heard.Status == 302
                && heard.Headers.Contains("/portal/account/sign-in?ReturnUrl=", StringComparison.Ordinal),
        By.Session => heard.Status == 401,

        // What is no operation needs no key to hear so.
        By.Key => heard.Status is 401 or 404 or 405 or 413,
        By.Nothing => true,
    };

    public override string ToString() => $"{Endpoint}: {Path} {Body}".Trim();
}
