using System.Buffers.Text;
using System.Globalization;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.People;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Tests.Tenants;

/// <summary>
/// A merchant's payments, events, members, invitations, sessions and keys, by the names under which the questions ask
/// for them; and the marks of it, none of which another merchant may ever see.
/// </summary>
internal sealed class Estate
{
    private const long Amount = 1_654_321;
    private const string Customer = "Rahmawati Penumpang";
    public const string MemberEmail = "wulan@tehrahasia.example";
    private const string InvitedEmail = "dewi@tehrahasia.example";

    private readonly Office office;
    private readonly Merchant merchant;
    private readonly PersonId person;

    private Estate(Office office, Merchant merchant, PersonId person)
    {
        this.office = office;
        this.merchant = merchant;
        this.person = person;
        Orders = new Orders(office, merchant);
    }

    /// <summary>Its orders, for what happens while others look.</summary>
    public Orders Orders { get; }

    /// <summary>What it has, by name.</summary>
    public IReadOnlyDictionary<string, string> Ids { get; private set; } = null!;

    /// <summary>The like of it that nobody has: as long, of the same shape.</summary>
    public IReadOnlyDictionary<string, string> Nobodys { get; private set; } = null!;

    /// <summary>By what it would be known.</summary>
    public IReadOnlyList<string> Marks { get; private set; } = [];

    public static async Task<Estate> FoundAsync(Office office)
    {
        var merchant = await office.OpenMerchantAsync("Teh Rahasia");
        var person = await office.JoinAsync(Role.Administrator, MemberEmail, "Wulan Rahasia", merchant);
        var estate = new Estate(office, merchant, person.Id);
        await estate.FurnishAsync();
        return estate;
    }

    /// <summary>How everything stands, to see that it still does.</summary>
    public async Task<string> StandAsync()
    {
        var payments = new List<string>();
        await foreach (var payment in Get<IPaymentSearch>().StreamAsync(merchant.Id, PaymentFilter.Everything, default))
        {
            var events = await Get<IEventLog>().FindAsync(
                merchant.Id, new EventId(payment.Id, payment.Version), default);
            var sent = events?.Deliveries.Sum(delivery => delivery.Resends.Count);
            payments.Add($"{payment.Order} {payment.Status} {payment.Version} resent {sent}");
        }

        var sessions = await Get<IPersonSessionRepository>().OfAsync(person, office.Now, default);
        var passkeys = await Get<IPasskeys>().OfAsync(person, default);
        var members = await Get<IMemberRepository>().MembersAsync(merchant.Id, default);
        var invitations = await Get<IMemberRepository>().InvitationsAsync(merchant.Id, office.Now, default);
        var log = await Get<IActivityLog>().ReadAsync(merchant.Id, null, 200, default);

        // That somebody tried to sign in as one of its members is for it to know.
        var changes = log.Count(line => line.Activity.Kind is not ActivityKind.SignInRefused);
        return string.Join('\n', payments.Order(StringComparer.Ordinal)
            .Concat(sessions.Select(session => $"session {session.Id}"))
            .Concat(members.Select(member => $"{member.Email} {member.Role}"))
            .Concat(passkeys.Select(passkey => passkey.Name!))
            .Concat(invitations.Select(invitation => invitation.Id))
            .Append($"{changes} lines of activity")
            .Append((await Get<MerchantAccounts>().FindAsync(merchant.Id, default))!.ServerKey.Text));
    }

    private T Get<T>()
        where T : notnull => office.Services.GetRequiredService<T>();

    private async Task FurnishAsync()
    {
        using var theirs = new Caller(office.Address);
        await theirs.SignInAsync(MemberEmail);
        var token = await office.InviteAsync(Role.Finance, InvitedEmail, merchant);
        var invitation = (await Get<IMemberRepository>().InvitationsAsync(merchant.Id, office.Now, default)).Single();
        var session = (await Get<IPersonSessionRepository>().OfAsync(person, office.Now, default)).Single();

        // Of 15 bytes, so that any letters as many are a name too.
        byte[] credential = [.. Enumerable.Range(65, 15).Select(i => (byte)i)];
        await Get<IPasskeys>().AddOrUpdateAsync(
            person,
            new UserPasskeyInfo(credential, [1], office.Now, 1, [], true, false, false, [1], [1])
            {
                Name = "Ponsel Rahasia",
            },
            default);

        // An address of the gateway itself that is none, so that there are attempts with answers.
        await Orders.NotifyAtAsync(new Uri(office.Address, "/nowhere"));
        var settled = await Orders.ChargeAsync("ORDER_RAHASIA_1", Amount, name: Customer);
        await Orders.PayAsync(settled);
        var pending = await Orders.ChargeAsync("ORDER_RAHASIA_2", Amount, StoreChain.Alfamart, Customer);
        var told = new EventId(pending.Id, 1);
        await Orders.WaitForAsync(told, delivery => delivery.AttemptsMade > 0);
        var payment = (await Get<IPaymentRepository>().FindAsync(pending.Id, default))!;
        var atMs = payment.OpenedAt.ToUnixTimeMilliseconds();
        var other = TransactionId.Of(
            office.Now.Ticks - DateTimeOffset.UnixEpoch.Ticks, pending.Id.Slot, RandomSource.Secure);
        Ids = new Dictionary<string, string>
        {
            ["merchant"] = merchant.Id.ToString(),
            ["order"] = payment.Order.Text,
            ["transaction"] = pending.Id.ToString(),
            ["settled"] = settled.Id.ToString(),
            ["event"] = told.ToString(),
            ["cursor"] = new EventCursor(payment.OpenedAt, told).ToString(),
            ["place"] = $"{atMs}~{pending.Id}~1",
            ["code"] = pending.Code,
            ["session"] = session.Id,
            ["member"] = person.Text,
            ["passkey"] = Base64Url.EncodeToString(credential),
            ["invitation"] = invitation.Id,
            ["email"] = MemberEmail,
            ["customer"] = "budi@example.com",
        };
        Nobodys = Ids.ToDictionary(pair => pair.Key, pair => Rotated(pair.Value));
        Nobodys = new Dictionary<string, string>(Nobodys)
        {
            ["merchant"] = merchant.Id.ToString()[..^6] + Rotated(merchant.Id.ToString()[^6..]),
            ["transaction"] = other.ToString(),
            ["settled"] = other.ToString(),
            ["event"] = new EventId(other, 1).ToString(),
            ["cursor"] = new EventCursor(payment.OpenedAt, new EventId(other, 1)).ToString(),
            ["place"] = $"{atMs}~{other}~1",
        };
        var keys = merchant.WebhookSecrets.Select(secret => secret.Text)
            .Append(merchant.ServerKey.Text)
            .Append(merchant.ClientKey);
        Marks =
        [
            .. Ids.Where(pair => pair.Key is not ("customer" or "place" or "cursor")).Select(pair => pair.Value),
            .. keys.Concat(keys.Select(office.FingerprintOf)),
            merchant.Name, merchant.Id.Number, "Wulan Rahasia", "Ponsel Rahasia",
            Customer, MemberEmail, InvitedEmail, token,
            "ORDER_RAHASIA", settled.Code, "tehrahasia",
            Amount.ToString(CultureInfo.InvariantCulture), "1.654.321", "1,654,321",
        ];
    }

    /// <summary>Another text of the same length and shape: each digit and letter is the next one.</summary>
    private static string Rotated(string text) => string.Concat(text.Select(letter => letter switch
    {
        '9' => '0',
        'f' => 'a',
        'z' => 'g',
        'Z' => 'A',
        _ when char.IsAsciiLetterOrDigit(letter) => (char)(letter + 1),
        _ => letter,
    }));
}
