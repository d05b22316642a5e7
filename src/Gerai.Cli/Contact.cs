using System.CommandLine;
using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.Cli;

/// <summary>The options that say where a merchant is told, checked alike wherever they are given.</summary>
internal static class Contact
{
    /// <summary>Several addresses with commas between them; the option may be repeated as well.</summary>
    public static Option<IReadOnlyList<string>?> Urls(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "URL[,URL...]",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            if (NotificationUrls.TryRead(result.Tokens.Select(token => token.Value), out var urls, out var complaint))
            {
                return urls;
            }

            result.AddError(complaint!);
            return null;
        },
    };

    public static Option<string?> Email(bool mayBeEmpty) => Address(
        "--email",
        "Who gets mail when an address keeps failing" + (mayBeEmpty ? "; \"\" for nobody." : "."),
        mayBeEmpty);

    /// <summary>Somebody to be invited to the portal.</summary>
    public static Option<string?> Invited(string name, bool required)
    {
        var option = Address(
            name,
            required
                ? "Who is invited. Give them the link; it is not mailed."
                : "Invite the first administrator to the portal, and print the link.",
            mayBeEmpty: false);
        option.Required = required;
        return option;
    }

    private static Option<string?> Address(string name, string description, bool mayBeEmpty)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "ADDRESS" };
        option.Validators.Add(result =>
        {
            var text = result.Tokens is [var token] ? token.Value : "";
            if (!(mayBeEmpty && text.Length == 0) && !EmailAddress.TryOf(text, out _))
            {
                result.AddError($"{text} is not a plain mail address such as ops@shop.example.");
            }
        });
        return option;
    }
}
