using System.Text.Json.Serialization;

namespace Gerai.CounterApi;

/// <summary>Everything a terminal can hear, with the members in the order they are written.</summary>
internal abstract record CounterAnswer
{
    internal sealed record Inquired : CounterAnswer
    {
        [JsonPropertyName("result")]
        public string Result => "ok";

        [JsonPropertyName("payment_code")]
        public required string PaymentCode { get; init; }

        [JsonPropertyName("store")]
        public required string Store { get; init; }

        [JsonPropertyName("merchant_name")]
        public required string MerchantName { get; init; }

        [JsonPropertyName("customer_name")]
        public string? CustomerName { get; init; }

        [JsonPropertyName("amount")]
        public required long Amount { get; init; }

        [JsonPropertyName("currency")]
        public string Currency => CounterFormat.Currency;

        /// <summary>The label on the cashier's screen.</summary>
        [JsonPropertyName("message")]
        public string? Message { get; init; }

        [JsonPropertyName("receipt")]
        public required Receipt Receipt { get; init; }

        [JsonPropertyName("expires_at")]
        public required string ExpiresAt { get; init; }
    }

    internal sealed record Booked : CounterAnswer
    {
        [JsonPropertyName("result")]
        public string Result => "booked";

        [JsonPropertyName("payment_code")]
        public required string PaymentCode { get; init; }

        [JsonPropertyName("store")]
        public required string Store { get; init; }

        [JsonPropertyName("amount")]
        public required long Amount { get; init; }

        [JsonPropertyName("currency")]
        public string Currency => CounterFormat.Currency;

        [JsonPropertyName("reference")]
        public required string Reference { get; init; }

        [JsonPropertyName("paid_at")]
        public required string PaidAt { get; init; }

        [JsonPropertyName("receipt")]
        public required Receipt Receipt { get; init; }
    }

    internal sealed record Unmatched : CounterAnswer
    {
        [JsonPropertyName("result")]
        public string Result => "unmatched";

        [JsonPropertyName("reason")]
        public required string Reason { get; init; }

        [JsonPropertyName("message")]
        public required string Message { get; init; }

        [JsonPropertyName("payment_code")]
        public required string PaymentCode { get; init; }

        [JsonPropertyName("amount")]
        public required long Amount { get; init; }

        [JsonPropertyName("currency")]
        public string Currency => CounterFormat.Currency;

        [JsonPropertyName("reference")]
        public required string Reference { get; init; }
    }

    internal sealed record Reversed : CounterAnswer
    {
        [JsonPropertyName("result")]
        public string Result => "reversed";

        [JsonPropertyName("payment_code")]
        public required string PaymentCode { get; init; }

        [JsonPropertyName("reference")]
        public required string Reference { get; init; }
    }

    internal sealed record Refused : CounterAnswer
    {
        [JsonPropertyName("result")]
        public string Result => "refused";

        [JsonPropertyName("reason")]
        public required string Reason { get; init; }

        [JsonPropertyName("message")]
        public required string Message { get; init; }
    }
}
