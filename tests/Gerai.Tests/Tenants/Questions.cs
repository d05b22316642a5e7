using static Gerai.Tests.Tenants.By;

namespace Gerai.Tests.Tenants;

/// <summary>
/// Every endpoint of a gateway, and how a merchant would ask it for what is another's. A new one needs its row here.
/// </summary>
internal static class Questions
{
    public static readonly IReadOnlyList<Question> All =
    [
        // Pages. What they show comes over their line; the browser's suite reads it.
        new("GET,POST /portal", Session, "/portal?days=7&merchant={merchant}"),
        new("GET,POST /portal/activity", Session, "/portal/activity?merchant={merchant}"),
        new("GET,POST /portal/members", Session, "/portal/members?member={member}"),
        new("GET,POST /portal/notifications", Session, "/portal/notifications?order={order}"),
        new("GET,POST /portal/notifications", Session, "/portal/notifications?after={cursor}"),
        .. OfOperators("dead-letters", "health", "merchants", "networks", "unmatched"),
        new("GET,POST /portal/settings/general", Session, "/portal/settings/general?merchant={merchant}"),
        new("GET,POST /portal/settings/access-keys", Session, "/portal/settings/access-keys?merchant={merchant}"),
        new("GET,POST /portal/settings/configuration", Session, "/portal/settings/configuration?merchant={merchant}"),
        new("GET,POST /portal/settings/notification", Session, "/portal/settings/notification?merchant={merchant}"),
        new("GET,POST /portal/settings/signature", Session, "/portal/settings/signature?event={event}"),
        new("GET,POST /portal/transactions", Session, "/portal/transactions?order={order}"),
        new("GET,POST /portal/transactions", Session, "/portal/transactions?after={place}"),
        new("GET,POST /portal/transactions/{id}", Session, "/portal/transactions/{transaction}"),
        new("GET,POST /portal/transactions/{id}", Session, "/portal/transactions/{event}"),
        new("GET /portal/transactions.csv", Session, "/portal/transactions.csv"),
        new("GET /portal/transactions.csv", Session, "/portal/transactions.csv?order={order}"),
        new("GET /portal/transactions.csv", Session, "/portal/transactions.csv?transaction={transaction}"),
        new("GET /portal/transactions.csv", Session, "/portal/transactions.csv?code={code}"),
        new("GET /portal/transactions.csv", Session, "/portal/transactions.csv?after={place}"),
        new("GET /portal/transactions.csv", Session, "/portal/transactions.csv?merchant={merchant}"),
        new("GET /portal/{**rest}", Session, "/portal/payments/{transaction}"),

        // The account.
        new("GET /portal/account", Session, "/portal/account?session={session}"),
        new("GET /portal/account/password", Session, "/portal/account/password?member={member}"),
        new("GET /portal/account/authenticator", Session, "/portal/account/authenticator?member={member}"),
        new("POST /portal/account/end-session", Session, "/portal/account/end-session", "session={session}"),
        new("POST /portal/account/merchant", Session, "/portal/account/merchant", "merchant={merchant}"),
        new("POST /portal/account/password", Session, "/portal/account/password",
            "member={member}&password=x&new=a long new password&again=a long new password"),
        new("POST /portal/account/authenticator", Session, "/portal/account/authenticator",
            "member={member}&password=x"),
        new("POST /portal/account/recovery-codes", Session, "/portal/account/recovery-codes",
            "member={member}&do=codes&password=x"),
        new("GET /portal/account/passkeys", Session, "/portal/account/passkeys?member={member}"),
        new("POST /portal/account/passkeys", Session, "/portal/account/passkeys", "member={member}&name=x&password=x"),
        new("POST /portal/account/passkeys/keep", Session, "/portal/account/passkeys/keep",
            "member={member}&question={passkey}&answer={passkey}"),
        new("POST /portal/account/passkeys/rename", Session, "/portal/account/passkeys/rename",
            "passkey={passkey}&name=Mine"),
        new("GET /portal/account/passkeys/remove", Session, "/portal/account/passkeys/remove?passkey={passkey}"),
        new("POST /portal/account/passkeys/remove", Session, "/portal/account/passkeys/remove",
            "passkey={passkey}&password=x"),
        new("GET /portal/account/sign-in/passkey-question", Nothing,
            "/portal/account/sign-in/passkey-question?email={email}"),
        new("POST /portal/account/sign-in/passkey", Nothing, "/portal/account/sign-in/passkey",
            "question={passkey}&answer={passkey}"),
        new("POST /portal/account/at-work", Session, "/portal/account/at-work", "session={session}"),
        new("GET /portal/account/sign-in", Nothing, "/portal/account/sign-in?email={email}"),
        new("POST /portal/account/sign-in", Nothing, "/portal/account/sign-in", "email={email}&password=wrong word"),
        new("POST /portal/account/code", Nothing, "/portal/account/code", "code=123456&member={member}"),
        new("GET /portal/account/preferences", Nothing, "/portal/account/preferences?look=dark&back={session}"),

        // The link itself opens to who holds it, as the mail it was sent to does; its name in lists opens nothing.
        new("GET /portal/account/invitation", Nothing, "/portal/account/invitation?token={invitation}"),
        new("POST /portal/account/invitation", Nothing, "/portal/account/invitation", "token={invitation}"),

        // A page's line. It begins with what its page was given, sealed; there is no id in it.
        new("* /_blazor", Session, "/_blazor?id={session}"),
        new("* /_blazor/negotiate", Session, "/_blazor/negotiate?id={session}", "id={session}"),
        new("* /_blazor/disconnect", Session, "/_blazor/disconnect", "circuitId={session}"),
        new("* /_blazor/initializers", Session, "/_blazor/initializers/?id={session}"),

        // The Core API.
        new("POST /v2/capture", Key, "/v2/capture", """{"transaction_id":"{transaction}","gross_amount":44000}"""),
        .. OfOnePayment("GET /v2/{id}/status", "POST /v2/{id}/cancel", "POST /v2/{id}/expire"),
        .. OfOnePayment("POST /v2/{id}/approve", "POST /v2/{id}/deny", "POST /v2/{id}/refund"),
        .. OfOnePayment("POST /v2/{id}/refund/online/direct", "GET /v2/{id}/status/b2b"),
        new("* /{**path}", Key, "/v1/{order}/status"),

        // The merchant API.
        new("GET /gerai/v1/events", Key, "/gerai/v1/events"),
        new("GET /gerai/v1/events", Key, "/gerai/v1/events?order_id={order}"),
        new("GET /gerai/v1/events", Key, "/gerai/v1/events?after={cursor}"),
        new("* /gerai/v1/events", Key, "/gerai/v1/events?order_id={order}", "{}"),
        new("GET /gerai/v1/events/{id}", Key, "/gerai/v1/events/{event}"),
        new("* /gerai/v1/events/{id}", Key, "/gerai/v1/events/{event}", "{}"),
        new("POST /gerai/v1/events/{id}/resend", Key, "/gerai/v1/events/{event}/resend", "{}"),
        new("* /gerai/v1/events/{id}/resend", Key, "/gerai/v1/events/{event}/resend"),
        new("POST /gerai/v1/events/{id}/forwards", Key, "/gerai/v1/events/{event}/forwards",
            """{"to":"http://127.0.0.1:5000/","status":200,"duration_ms":1}"""),
        new("* /gerai/v1/events/{id}/forwards", Key, "/gerai/v1/events/{event}/forwards"),
        new("POST /gerai/v1/events/resend", Key, "/gerai/v1/events/resend",
            """{"since":"2020-01-01T00:00:00Z","order_id":"{order}","after":"{cursor}"}"""),
        new("* /gerai/v1/events/resend", Key, "/gerai/v1/events/resend?order_id={order}"),

        // What it tells is read where it is listened to, in LiveTests; a cursor that is none is refused at once.
        new("GET /gerai/v1/events/stream", Key, "/gerai/v1/events/stream?after={transaction}"),
        new("* /gerai/v1/events/stream", Key, "/gerai/v1/events/stream?after={cursor}", "{}"),
        new("* /gerai/v1/{**rest}", Key, "/gerai/v1/payments/{transaction}"),

        // The counters are for store networks, which take money for all merchants; a merchant's key opens none.
        new("POST /counter/v1/inquiries", Key, "/counter/v1/inquiries", """{"payment_code":"{code}"}"""),
        new("POST /counter/v1/payments", Key, "/counter/v1/payments",
            """{"payment_code":"{code}","amount":1654321,"reference":"R1"}"""),
        new("POST /counter/v1/advices", Key, "/counter/v1/advices",
            """{"payment_code":"{code}","amount":1654321,"reference":"R1"}"""),
        new("POST /counter/v1/reversals", Key, "/counter/v1/reversals",
            """{"payment_code":"{code}","reference":"R1"}"""),
        new("* /counter/v1/inquiries", Key, "/counter/v1/inquiries?payment_code={code}"),
        new("* /counter/v1/payments", Key, "/counter/v1/payments?payment_code={code}"),
        new("* /counter/v1/advices", Key, "/counter/v1/advices?payment_code={code}"),
        new("* /counter/v1/reversals", Key, "/counter/v1/reversals?payment_code={code}"),
        new("* /counter/{**rest}", Key, "/counter/v1/{code}"),

        // For balancers: a word or two, the same for everybody.
        new("GET,HEAD /health/live", Nothing, "/health/live?merchant={merchant}"),
        new("GET,HEAD /health/ready", Nothing, "/health/ready?merchant={merchant}"),

        // The customer's page opens by its secret address; a payment's id, order or code is not that.
        new("GET,HEAD /voucher/{token}", Nothing, "/voucher/{transaction}"),
        new("GET,HEAD /voucher/{token}", Nothing, "/voucher/{code}"),
        new("GET /voucher/{token}/events", Nothing, "/voucher/{transaction}/events"),
        new("GET,HEAD /voucher/{**rest}", Nothing, "/voucher/{order}/{transaction}"),
        new("* /voucher/{**rest}", Nothing, "/voucher/{order}/{transaction}", "{}"),

        // The sandbox's tills open by the payment code, as real ones do: who has it can pay. Nothing else opens them.
        .. Tills("/alfamart"),
        .. Tills("/indomaret"),
        .. Tills("/indomaret/phoenix"),
        .. JsonTill("/api/alfamart/{payment_code}"),
        .. JsonTill("/api/indomaret/{payment_code}"),

        // Last, since from then on the order is also the asker's own: an order id belongs to a merchant.
        new("POST /v2/charge", Key, "/v2/charge",
            """
            {"payment_type":"cstore","cstore":{"store":"indomaret"},
            "transaction_details":{"order_id":"{order}","gross_amount":44000}}
            """),
        new("POST /portal/account/sign-out", Nothing, "/portal/account/sign-out", "session={session}"),
    ];

    // Where merchants stand beside one another; to a member these are as if they did not exist.
    private static IEnumerable<Question> OfOperators(params string[] pages) => pages.Select(page => new Question(
        $"GET,POST /portal/operator/{page}", Session, $"/portal/operator/{page}?merchant={{merchant}}"));

    private static IEnumerable<Question> OfOnePayment(params string[] endpoints) =>
        from endpoint in endpoints
        from id in (string[])["{transaction}", "{order}", "{settled}"]
        select new Question(
            endpoint,
            Key,
            endpoint.Split(' ')[1].Replace("{id}", id, StringComparison.Ordinal),
            endpoint.StartsWith("POST", StringComparison.Ordinal) ? "{}" : null);

    private static IEnumerable<Question> Tills(string folder) =>
    [
        new($"GET {folder}/index", Nothing, $"{folder}/index?payment_code={{order}}"),
        .. from page in (string[])["inquiry", "payment", "trouble"]
           from method in (string[])["GET", "POST"]
           select new Question(
               $"{method} {folder}/{page}",
               Nothing,
               $"{folder}/{page}?payment_code={{order}}",
               method is "POST" ? "payment_code={order}&amount=44000&reference=R1" : null),
    ];

    private static IEnumerable<Question> JsonTill(string pattern) =>
        from endpoint in (string[])[$"GET {pattern}", $"POST {pattern}/pay"]
        from id in (string[])["{transaction}", "{order}"]
        select new Question(
            endpoint,
            Nothing,
            endpoint.Split(' ')[1].Replace("{payment_code}", id, StringComparison.Ordinal),
            endpoint.StartsWith("POST", StringComparison.Ordinal) ? "{}" : null);
}
