using Gerai.Pages;
using Gerai.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gerai.Simulator;

/// <summary>
/// The pages of one chain's till. Forms carry no antiforgery token: scripts in the wild post them directly, and what
/// they move is play money.
/// </summary>
internal sealed class TillPages(TillDesk tills, Page page, StoreChain chain)
{
    private const int FormBytesMax = 16_000;

    private const string Unsuccessful = "Simulated payment is unsuccessful";

    public Task ShowAsync(HttpContext http) => SendAsync(http, StatusCodes.Status200OK, View(http) with
    {
        IsAsking = true,
        Code = http.Request.Query["payment_code"].ToString(),
    });

    public async Task InquireAsync(HttpContext http)
    {
        if (await ReadAsync(http) is not { } form)
        {
            return;
        }

        var till = tills.Of(chain);
        var answer = await till.InquireAsync(form.Code, http.RequestAborted);
        var view = Heard(http, [answer]);
        await SendAsync(http, answer.Status, answer.IsDone
            ? view with { Bill = Bill(answer, view), Inputs = TillForm.Of(answer, till.NewReference()).Inputs }
            : view with
            {
                Outcome = ("failure", answer.Status == StatusCodes.Status503ServiceUnavailable
                    ? view.Say("Belum ada jawaban", "No answer yet")
                    : view.Say("Tidak ada yang dapat dibayar", "There is nothing to pay")),
                Reason = StoreTexts.Refusal(answer, view.Language),
                IsAsking = true,
                Code = form.Code,
            });
    }

    public async Task PayAsync(HttpContext http)
    {
        if (await ReadAsync(http) is not { } form)
        {
            return;
        }

        var (whole, refusal) = await CompleteAsync(form, http.RequestAborted);
        if (refusal is not null)
        {
            await ShowPaymentAsync(http, form, [refusal]);
            return;
        }

        var answer = await tills.Of(chain).PayAsync(whole.Code, whole.Amount, whole.Reference, http.RequestAborted);
        await ShowPaymentAsync(http, whole, [answer]);
    }

    public async Task MakeTroubleAsync(HttpContext http)
    {
        if (await ReadAsync(http) is not { } form)
        {
            return;
        }

        var kind = http.Request.Form["kind"].ToString();
        var till = tills.Of(chain);
        var cancel = http.RequestAborted;
        if (kind is "reversal")
        {
            await ShowReversalAsync(http, await till.ReverseAsync(form.Code, form.Reference, cancel));
            return;
        }

        var (whole, refusal) = await CompleteAsync(form, cancel);
        if (refusal is not null)
        {
            await ShowPaymentAsync(http, form, [refusal]);
            return;
        }

        Task<TillAnswer> Pay(string amount) => till.PayAsync(whole.Code, amount, whole.Reference, cancel);
        TillAnswer[] heard = kind switch
        {
            "wrong_amount" => [await Pay(More(whole.Amount))],
            "pressed_twice" => await Task.WhenAll(Pay(whole.Amount), Pay(whole.Amount)),

            // The money is in the till, and nobody there knows whether it is booked: that is what an advice is for.
            "answer_lost" =>
            [
                await till.PayUnheardAsync(whole.Code, whole.Amount, whole.Reference, cancel),
                await till.AdviseAsync(whole.Code, whole.Amount, whole.Reference, cancel),
            ],
            "wrong_digit" => [await till.InquireAsync(Mistyped(whole.Code), cancel)],
            _ => [],
        };
        await (heard.Length > 0
            ? ShowPaymentAsync(http, whole, heard)
            : SendAsync(http, StatusCodes.Status400BadRequest, View(http) with { IsAsking = true }));
    }

    // A script may send no more than the code, as long as it was asked for: then the till asks for the rest.
    private async Task<(TillForm Whole, TillAnswer? Refusal)> CompleteAsync(TillForm form, CancellationToken cancel)
    {
        var till = tills.Of(chain);
        if (form.Amount.Length > 0)
        {
            return (form.Reference.Length > 0 ? form : form with { Reference = till.NewReference() }, null);
        }

        var bill = await till.InquireAsync(form.Code, cancel);
        return bill.IsDone ? (TillForm.Of(bill, till.NewReference()), null) : (form, bill);
    }

    private Task ShowPaymentAsync(HttpContext http, TillForm form, TillAnswer[] heard)
    {
        var view = Heard(http, heard);
        var last = heard[^1];
        return SendAsync(http, last.Status, last.IsBooked
            ? view with
            {
                Outcome = ("success", view.Say("Pembayaran berhasil (payment successful)", "Payment successful")),
                Reason = heard[0].IsLost ? StoreTexts.AnswerLost(view.Language) : null,
                Receipt = ReceiptPaper.Print(last, form.Merchant, form.Message),
                MayReverse = chain is StoreChain.Indomaret,
                Inputs = form.Inputs,
            }
            : view with
            {
                Outcome = ("failure", Unsuccessful),
                Reason = StoreTexts.Refusal(last, view.Language),
            });
    }

    private Task ShowReversalAsync(HttpContext http, TillAnswer answer)
    {
        var view = Heard(http, [answer]);
        return SendAsync(http, answer.Status, answer.IsDone
            ? view with
            {
                Outcome = ("reversed", view.Say("Pembayaran ditarik kembali", "The payment is reversed")),
                Reason = view.Say("Kembalikan uang kepada pelanggan.", "Give the customer the money back."),
            }
            : view with
            {
                Outcome = ("failure", view.Say("Tidak ditarik kembali", "It is not reversed")),
                Reason = StoreTexts.Refusal(answer, view.Language),
            });
    }

    private async Task<TillForm?> ReadAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = FormBytesMax;
        }

        var status = StatusCodes.Status415UnsupportedMediaType;
        try
        {
            if (http.Request.HasFormContentType)
            {
                return TillForm.Of(await http.Request.ReadFormAsync(http.RequestAborted));
            }
        }
        catch (BadHttpRequestException bad)
        {
            status = bad.StatusCode;
        }
        catch (InvalidDataException)
        {
            status = StatusCodes.Status400BadRequest;
        }

        await SendAsync(http, status, View(http) with { IsAsking = true });
        return null;
    }

    private static TillBill Bill(TillAnswer answer, TillView view)
    {
        var amount = answer.Body["amount"]!.GetValue<long>();
        (string Name, string? Value)[] rows =
        [
            (view.Say("Penjual", "Merchant"), answer["merchant_name"]),
            (view.Say("Pelanggan", "Customer"), answer["customer_name"]),
            (view.Say("Kode", "Code"), answer["payment_code"]),
            .. answer.Body["receipt"]!.AsObject().Select(row => (Label(row.Key), row.Value?.ToString())),
        ];
        return new TillBill(
            answer["message"],
            Amounts.Figures(amount),
            Amounts.Words(amount),
            [.. rows.Where(row => row.Value is not null).Select(row => (row.Name, row.Value!))]);
    }

    // alfamart_free_text_1 is the first row of the receipt.
    private static string Label(string member) => member switch
    {
        "biller" => "Biller",
        "name" => "Name",
        "description" => "Description",
        _ => $"Row {member[^1]}",
    };

    private static string More(string amount) =>
        Amounts.Read(amount) is { } number and < int.MaxValue ? $"{number + 1_000}" : amount;

    private static string Mistyped(string code) =>
        code.Length == 0 ? code : code[..^1] + (code[^1] == '9' ? '0' : (char)(code[^1] + 1));

    private TillView Heard(HttpContext http, TillAnswer[] answers)
    {
        var view = View(http);
        var nothing = view.Say("(tidak ada jawaban)", "(no answer)");
        return view with
        {
            Exchanges = [.. answers.Select(one => new TillExchange(
                $"POST {one.Path}\n{one.Said}", one.IsLost ? nothing : $"{one.Status}\n{one.Text}"))],
        };
    }

    private TillView View(HttpContext http) => new()
    {
        Language = PageLanguage.Of(http.Request),
        Store = StoreTexts.Id(chain),
    };

    private Task SendAsync(HttpContext http, int status, TillView view) =>
        page.SendAsync<TillScreen>(http, status, new() { [nameof(TillScreen.View)] = view });
}
