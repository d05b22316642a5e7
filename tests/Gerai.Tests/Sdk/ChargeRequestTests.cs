using System.Text.Json;
using Gerai.Client;
using Gerai.Tests.Support;

namespace Gerai.Tests.Sdk;

/// <summary>Mistakes in a charge show before the wire, and the wire has what was meant.</summary>
public sealed class ChargeRequestTests
{
    private static readonly Address Home = new()
    {
        FirstName = "Sari",
        LastName = "Wijaya",
        Email = "sari@example.com",
        Phone = "081200000000",
        Street = "Jl. Contoh 1",
        City = "Jakarta",
        PostalCode = "12190",
        CountryCode = "IDN",
    };

    [Fact]
    public async Task Every_field_of_the_documented_sample_is_sent_as_it_stands_there()
    {
        using var metadata = JsonDocument.Parse("""{"cart":"c-77","nested":{"a":1}}""");
        var sent = await SentAsync(new AlfamartCharge(
            "order-103",
            [
                new LineItem("Coffee beans 250 g", 50_000, 2, "sku-1")
                {
                    Brand = "House",
                    Category = "Food",
                    MerchantName = "Example shop",
                    Url = new Uri("https://shop.example.com/sku-1"),
                },
                new LineItem("Delivery", 23_000, id: "ship"),
                new LineItem("Discount", -5_000, id: "voucher"),
            ])
        {
            CashierLabel = "Example shop",
            FreeText1 = "Row one",
            FreeText2 = "Row two",
            FreeText3 = "Row three",
            Customer = new Customer
            {
                FirstName = "Sari",
                LastName = "Wijaya",
                Email = "sari@example.com",
                Phone = "081200000000",
                BillingAddress = Home,
                ShippingAddress = Home,
            },
            OrderedAt = new DateTimeOffset(2026, 1, 15, 3, 0, 0, TimeSpan.Zero),
            ExpiresIn = TimeSpan.FromMinutes(90),
            CustomField1 = "branch-7",
            CustomField2 = "campaign-a",
            CustomField3 = "cashier-3",
            Metadata = metadata.RootElement,
        });

        Assert.True(JsonElement.DeepEquals(Samples.Json("core-api/charge.full.request.json"), sent), sent.GetRawText());
    }

    [Theory]
    [InlineData("alfamart", Store.Alfamart)]
    [InlineData("indomaret", Store.Indomaret)]
    public async Task What_is_not_set_is_not_sent(string name, Store store)
    {
        var sent = await SentAsync(ChargeRequest.For(store, "order-1", 50_000));

        Assert.Equal(
            """{"payment_type":"cstore","transaction_details":{"order_id":"order-1","gross_amount":50000},"""
                + $"\"cstore\":{{\"store\":\"{name}\"}}}}",
            sent.GetRawText());
    }

    // Protocol 2.30, 10.14.
    [Fact]
    public async Task Items_that_do_not_add_up_are_refused_or_rounded()
    {
        var charge = ChargeRequest.For(Store.Indomaret, "order-1", 50_000) with
        {
            Items = [new LineItem("Kopi", 16_667, 3)],
        };

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => SentAsync(charge));
        Assert.Contains("Rp50001", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Rp50000", refused.Message, StringComparison.Ordinal);

        var items = (await SentAsync(charge with { RoundingLine = "Pembulatan" })).GetProperty("item_details");
        Assert.Equal(2, items.GetArrayLength());
        Assert.Equal("Pembulatan", items[1].Text("name"));
        Assert.Equal(-1, items[1].GetProperty("price").GetInt64());
    }

    // Protocol 2.20 to 2.23.
    [Fact]
    public void Texts_for_the_counter_are_cut_and_lose_their_bars()
    {
        var charge = new AlfamartCharge("order-1", 1_000)
        {
            FreeText1 = new string('a', 41),
            FreeText2 = "one|two",
            FreeText3 = new string('b', 39) + "😀",
            CashierLabel = new string('c', 21),
        };

        Assert.Equal(40, charge.FreeText1!.Length);
        Assert.Equal("one two", charge.FreeText2);
        Assert.Equal(39, charge.FreeText3!.Length);
        Assert.Equal(20, charge.CashierLabel!.Length);
        Assert.Equal(50, new LineItem(new string('d', 51), 1).Name.Length);
        Assert.Equal(255, new Customer { FirstName = new string('e', 256) }.FirstName!.Length);
    }

    [Fact]
    public void What_identifies_is_refused_when_it_is_wrong()
    {
        Assert.ThrowsAny<ArgumentException>(() => new AlfamartCharge("", 1_000));
        Assert.ThrowsAny<ArgumentException>(() => new AlfamartCharge(" ", 1_000));
        Assert.ThrowsAny<ArgumentException>(() => new AlfamartCharge("..", 1_000));
        Assert.ThrowsAny<ArgumentException>(() => new AlfamartCharge("kopi-é", 1_000));
        Assert.ThrowsAny<ArgumentException>(() => new AlfamartCharge(new string('a', 51), 1_000));
        Assert.ThrowsAny<ArgumentException>(() => new AlfamartCharge("order-1", 0));
        Assert.ThrowsAny<ArgumentException>(() => new AlfamartCharge("order-1", []));
        Assert.ThrowsAny<ArgumentException>(() => new AlfamartCharge("order-1", [new LineItem("Discount", -1)]));
        Assert.ThrowsAny<ArgumentException>(() => ChargeRequest.For(Store.Other, "order-1", 1));
        Assert.ThrowsAny<ArgumentException>(() => new LineItem("Kopi", 1, 0));
        Assert.ThrowsAny<ArgumentException>(() => new LineItem("Kopi", 1, id: new string('a', 51)));
        Assert.ThrowsAny<ArgumentException>(() => new Customer { Email = new string('a', 256) });
        Assert.ThrowsAny<ArgumentException>(
            () => new AlfamartCharge("order-1", 1) { CustomField1 = new string('a', 256) });
    }

    // Protocol 2.42.
    [Theory]
    [InlineData(19)]
    [InlineData((180 * 24 * 60 * 60) + 1)]
    [InlineData(20.5)]
    public void An_expiry_outside_of_the_documented_limits_is_refused(double seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new AlfamartCharge("order-1", 1) { ExpiresIn = TimeSpan.FromSeconds(seconds) });

    [Fact]
    public async Task An_expiry_always_names_its_unit()
    {
        var sent = await SentAsync(new AlfamartCharge("order-1", 1) { ExpiresIn = TimeSpan.FromSeconds(90) });

        Assert.Equal("""{"expiry_duration":90,"unit":"second"}""", sent.GetProperty("custom_expiry").GetRawText());
    }

    // Protocol 1.32.
    [Fact]
    public async Task A_charge_that_is_too_long_is_not_sent()
    {
        var items = Enumerable.Range(0, 400).Select(_ => new LineItem("Coffee beans 250 g", 1)).ToList();

        await Assert.ThrowsAsync<ArgumentException>(() => SentAsync(new AlfamartCharge("order-1", items)));
    }

    // Protocol 1.43, 1.44.
    [Fact]
    public async Task Addresses_to_notify_go_into_the_headers()
    {
        var headers = "";
        await using var server = await LittleServer.StartAsync((_, context) =>
        {
            var all = context.Request.Headers;
            headers = $"{all["X-Append-Notification"]} {all["X-Override-Notification"]}";
            return LittleServer.SayAsync(context, 200, Samples.Compact("core-api/charge.alfamart.response.json"));
        });
        using var client = ClientOf(server);

        await client.ChargeAsync(new AlfamartCharge("order-101", 44_000)
        {
            AlsoNotify = [new Uri("https://a.example/x"), new Uri("https://b.example/")],
            NotifyInstead = [new Uri("https://c.example/")],
        });

        Assert.Equal("https://a.example/x,https://b.example/ https://c.example/", headers);
        Assert.Throws<ArgumentException>(
            () => new AlfamartCharge("order-1", 1) { AlsoNotify = [new Uri("ftp://a.example/")] });
    }

    [Fact]
    public void A_charge_in_a_log_names_no_customer()
    {
        var charge = new IndomaretCharge("order-1", 10_000) { Customer = new Customer { FirstName = "Sari" } };

        Assert.Equal("order-1 Indomaret Rp10000", charge.ToString());
        Assert.Equal("a customer", charge.Customer.ToString());
    }

    private static async Task<JsonElement> SentAsync(ChargeRequest charge)
    {
        var sent = "";
        await using var server = await LittleServer.StartAsync(async (_, context) =>
        {
            sent = await LittleServer.BodyOfAsync(context);
            await LittleServer.SayAsync(context, 200, Samples.Compact("core-api/charge.alfamart.response.json"));
        });
        using var client = ClientOf(server);
        await client.ChargeAsync(charge);
        return JsonElement.Parse(sent);
    }

    private static GeraiClient ClientOf(LittleServer server) =>
        new(new GeraiClientOptions { Target = GeraiTarget.At(server.Address), ServerKey = Some.ServerKey });
}
