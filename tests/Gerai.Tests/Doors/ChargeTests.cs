using System.Text.Json;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Doors;

/// <summary>POST /v2/charge over a real socket: what is accepted, what is refused, and in which words.</summary>
public sealed class ChargeTests
{
    public static TheoryData<string> AcceptanceCases =>
        [.. Samples.Json("core-api/charge.acceptance-cases.json").EnumerateArray()
            .Select(one => one.GetProperty("name").GetString()!)];

    /// <summary>contract/core-api/charge.acceptance-cases.json, each case on books of its own.</summary>
    [Theory]
    [MemberData(nameof(AcceptanceCases))]
    public async Task A_charge_is_accepted_or_refused_as_documented(string name)
    {
        var one = Samples.Json("core-api/charge.acceptance-cases.json").EnumerateArray()
            .Single(candidate => candidate.GetProperty("name").GetString() == name);
        var body = one.TryGetProperty("raw_request", out var raw)
            ? raw.GetString()!
            : one.GetProperty("request").GetRawText();
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.ChargeAsync(body);

        var expected = one.GetProperty("expect");
        Assert.Equal(expected.GetProperty("status_code").GetString(), answer["status_code"]);
        if (expected.TryGetProperty("http", out var http))
        {
            Assert.Equal(http.GetInt32(), answer.Http);
        }

        foreach (var member in new[] { "store", "gross_amount" }.Where(key => expected.TryGetProperty(key, out _)))
        {
            Assert.Equal(expected.GetProperty(member).GetString(), answer[member]);
        }

        Assert.Equal(answer["status_code"] == "400", answer.Has("validation_messages"));
    }

    // Protocol 3.15, 3.16: exactly these members in exactly this order.
    [Theory]
    [InlineData("alfamart")]
    [InlineData("indomaret")]
    public async Task The_documented_request_gets_the_documented_answer_member_for_member(string store)
    {
        var sample = Samples.Json($"core-api/charge.{store}.response.json");
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.ChargeAsync(Samples.Text($"core-api/charge.{store}.request.json"));

        Assert.Equal(200, answer.Http);
        Assert.Equal("application/json;charset=UTF-8", answer.ContentType);
        Assert.Equal(Members(sample), Members(answer.Json));
        foreach (var name in Members(sample).Except(
            ["transaction_id", "merchant_id", "payment_code", "transaction_time", "expiry_time"]))
        {
            Assert.Equal(sample.GetProperty(name).GetString(), answer[name]);
        }

        Assert.Equal(
            ("2026-01-15 10:00:00", "2026-01-16 10:00:00"), (answer["transaction_time"], answer["expiry_time"]));
        Assert.Equal(store == "alfamart" ? 16 : 12, answer["payment_code"].Length);
    }

    // Protocol 2d to 2f, 2.7, 2.8: everything a charge may tell, and what of it comes back.
    [Fact]
    public async Task A_charge_with_every_field_is_kept_whole()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.ChargeAsync(Samples.Text("core-api/charge.full.request.json"));
        Assert.Equal("201", answer["status_code"]);
        Assert.Equal("2026-01-15 11:30:00", answer["expiry_time"]);

        var status = await gateway.StatusAsync("order-103");
        Assert.Equal(
            ("branch-7", "campaign-a", "cashier-3"),
            (status["custom_field1"], status["custom_field2"], status["custom_field3"]));
        Assert.Equal("""{"cart":"c-77","nested":{"a":1}}""", status["metadata"]);
        var notification = await gateway.Shop.NextAsync();
        Assert.Equal("cashier-3", notification["custom_field3"]);
    }

    // Protocol 2.45: the printed sample lacks a comma; 2.46, 1.57.
    [Fact]
    public async Task The_documents_own_Alfamart_sample_is_refused_for_its_missing_comma()
    {
        await using var gateway = await TestGateway.StartAsync();

        var printed = await gateway.ChargeAsync(SeedDocument.AlfamartRequestAsPrinted);
        Assert.Equal((413, "413"), (printed.Http, printed["status_code"]));

        var mended = await gateway.ChargeAsync(SeedDocument.AlfamartRequest);
        Assert.Equal((200, "201"), (mended.Http, mended["status_code"]));
        Assert.Equal("2026-01-16 10:00:00", mended["expiry_time"]);
    }

    [Fact]
    public async Task The_documents_own_Indomaret_sample_is_charged()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.ChargeAsync(SeedDocument.IndomaretRequest);

        Assert.Equal(
            ("201", "44000.00", "indomaret"), (answer["status_code"], answer["gross_amount"], answer["store"]));
    }

    // Protocol 4.30.
    [Fact]
    public async Task Of_many_charges_with_one_order_id_exactly_one_is_opened()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => gateway.ChargeAsync(Some.ChargeBody())));

        Assert.Single(answers, answer => answer["status_code"] == "201");
        Assert.Equal(49, answers.Count(answer => answer["status_code"] == "406" && answer.Http == 200));
        await gateway.Shop.NextAsync("pending");
        Assert.False(gateway.Shop.HasMore);
    }

    // Protocol 5.9: expired and cancelled payments let go of their order id, at once.
    [Fact]
    public async Task An_order_id_is_free_again_after_a_cancel_and_from_the_first_moment_of_expiry()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        var forAnHour = Some.ChargeBody().Replace(
            "\"cstore\": {", """ "custom_expiry": { "expiry_duration": 60 }, "cstore": { """, StringComparison.Ordinal);
        var first = await gateway.ChargeAsync(forAnHour);
        await gateway.PostAsync("/v2/order-101/cancel");
        var second = await gateway.ChargeAsync(forAnHour);
        Assert.Equal("201", second["status_code"]);
        Assert.Equal("406", (await gateway.ChargeAsync(forAnHour))["status_code"]);

        gateway.Advance(TimeSpan.FromHours(1));
        var third = await gateway.ChargeAsync(forAnHour);

        Assert.Equal("201", third["status_code"]);
        Assert.Equal(third["transaction_id"], (await gateway.StatusAsync("order-101"))["transaction_id"]);
        Assert.Equal("expire", (await gateway.StatusAsync(second["transaction_id"]))["transaction_status"]);
        Assert.Equal("cancel", (await gateway.StatusAsync(first["transaction_id"]))["transaction_status"]);
    }

    // Protocol 4.31, 2.16.
    [Fact]
    public async Task A_refused_charge_leaves_nothing_behind()
    {
        await using var gateway = await TestGateway.StartAsync();

        var refused = await gateway.ChargeAsync(Some.ChargeBody(StoreChain.Indomaret, amount: 9_999));
        Assert.Equal(
            "transaction_details.gross_amount must be greater than or equal to 10000",
            refused.Json.GetProperty("validation_messages")[0].GetString());
        Assert.Equal("404", (await gateway.StatusAsync("order-101"))["status_code"]);
        Assert.Equal(
            "201", (await gateway.ChargeAsync(Some.ChargeBody(StoreChain.Indomaret, amount: 10_000)))["status_code"]);
        Assert.Equal("10000.00", (await gateway.Shop.NextAsync())["gross_amount"]);
        Assert.False(gateway.Shop.HasMore);
    }

    // Protocol 1.32.
    [Fact]
    public async Task A_body_of_16000_bytes_is_read_and_one_more_is_too_large()
    {
        await using var gateway = await TestGateway.StartAsync();
        var body = Some.ChargeBody();

        var tooLarge = await gateway.ChargeAsync(body.PadRight(16_001));
        Assert.Equal((413, "413"), (tooLarge.Http, tooLarge["status_code"]));

        Assert.Equal("201", (await gateway.ChargeAsync(body.PadRight(16_000)))["status_code"]);
    }

    // Protocol 1.16, 4.7.
    [Theory]
    [InlineData("credit_card", 200, "402")]
    [InlineData("gopay", 200, "402")]
    [InlineData("barter", 400, "400")]
    public async Task Another_payment_type_is_not_activated_and_an_unknown_one_is_invalid(
        string type, int http, string code)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.ChargeAsync(
            Some.ChargeBody().Replace("cstore\",", type + "\",", StringComparison.Ordinal));

        Assert.Equal((http, code), (answer.Http, answer["status_code"]));
    }

    // Protocol 2.24: no member of a request chooses the code.
    [Fact]
    public async Task The_code_is_ours_to_choose_and_the_merchant_number_has_the_documented_form_2_24_3_5()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.ChargeAsync(Some.ChargeBody().Replace(
            "\"message\"", """ "payment_code": "1234567890123456", "message" """, StringComparison.Ordinal));

        Assert.Equal("201", answer["status_code"]);
        Assert.NotEqual("1234567890123456", answer["payment_code"]);
        Assert.Matches("^G[0-9]{9}$", answer["merchant_id"]);
        Assert.StartsWith(answer["merchant_id"][1..5], answer["payment_code"], StringComparison.Ordinal);
    }

    // Protocol 2.43: the time to pay counts from the order, which may be long ago.
    [Theory]
    [InlineData("2026-01-15 09:00:00 +0700", "400")]
    [InlineData("2026-01-15 09:00:01 +0700", "201")]
    public async Task An_end_in_the_past_is_refused(string orderTime, string code)
    {
        await using var gateway = await TestGateway.StartAsync();
        var expiry = $$"""{ "order_time": "{{orderTime}}", "expiry_duration": 1, "unit": "hour" }""";

        var answer = await gateway.ChargeAsync(Some.ChargeBody().Replace(
            "\"cstore\": {", $"\"custom_expiry\": {expiry}, \"cstore\": {{", StringComparison.Ordinal));

        Assert.Equal(code, answer["status_code"]);
    }

    // Protocol 3.24, 3.27, 1.8.
    [Fact]
    public async Task Later_answers_repeat_what_the_charge_said()
    {
        await using var gateway = await TestGateway.StartAsync();
        var charged = await gateway.ChargeAsync(Some.ChargeBody());
        gateway.Advance(TimeSpan.FromHours(1));

        var status = await gateway.StatusAsync(charged["transaction_id"]);
        var cancelled = await gateway.PostAsync($"/v2/{charged["transaction_id"]}/cancel");

        foreach (var name in new[] { "transaction_id", "order_id", "gross_amount", "transaction_time", "merchant_id" })
        {
            Assert.Equal((charged[name], charged[name]), (status[name], cancelled[name]));
        }
    }

    private static string[] Members(JsonElement json) => [.. json.EnumerateObject().Select(member => member.Name)];
}
