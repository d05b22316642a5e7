using System.Globalization;
using Gerai.Dashboard.Account;
using Gerai.Dashboard.Frame;
using Gerai.Merchants;
using Gerai.Payments;
using Gerai.People;
using Gerai.Values;
using Gerai.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Gerai.Dashboard.Transactions;

/// <summary>
/// GET /portal/transactions.csv: all payments that a filter finds, as a file, written while they are read.
/// </summary>
internal sealed class TransactionExport(
    IPaymentSearch search, MerchantAccounts accounts, IActivityLog log, TimeProvider time)
{
    private const int AboutLengthMax = 500;

    public static void Map(IEndpointRouteBuilder portal) => portal
        .MapGet(TransactionsQuery.Export, (HttpContext context, TransactionExport export) => export.SendAsync(context))
        .RequireAuthorization(nameof(Permission.ExportTransactions));

    public async Task SendAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var visit = Visit.Of(context.User)!;
        var merchant = visit.Merchant!.Value;
        var query = TransactionsQuery.Read(context.Request.QueryString.Value ?? "");
        if (!query.IsReadable)
        {
            await PlainPages.UnreadableAsync(context);
            return;
        }

        var now = time.GetUtcNow();
        await log.AppendAsync(
            new Activity
            {
                Merchant = merchant,
                Kind = ActivityKind.TransactionsExported,
                By = new Actor(visit.Email, visit.Person, AccountDesk.From(context)),
                At = now,
                About = AboutOf(query),
            },
            cancel);

        var response = context.Response;
        response.ContentType = PaymentCsv.ContentType;
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = string.Create(
                CultureInfo.InvariantCulture, $"transactions-{WesternIndonesianTime.DayOf(now):yyyy-MM-dd}.csv"),
        }.ToString();
        var names = (await accounts.ReadAsync(merchant, cancel)).FieldNames;
        await PaymentCsv.WriteAsync(
            response.Body, search.StreamAsync(merchant, query.Filter, cancel), OwnName, cancel);

        string? OwnName(string column) => column switch
        {
            "custom_field1" => names.First,
            "custom_field2" => names.Second,
            "custom_field3" => names.Third,
            _ => null,
        };
    }

    // A line of the log is for reading; an address may be as long as somebody makes it.
    private static string? AboutOf(TransactionsQuery query) => query.FilterText switch
    {
        "" => null,
        { Length: > AboutLengthMax } text => text[..AboutLengthMax],
        var text => text,
    };
}
