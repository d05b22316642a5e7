using Gerai.Merchants;
using Gerai.Stores;

namespace Gerai.Payments;

/// <summary>What a payment code stands for: a payment and its merchant, and why it cannot be paid, if so.</summary>
internal sealed record Bill(Payment? Payment, Merchant? Merchant, RejectionReason? Refusal);

/// <summary>Finds what a cashier's digits stand for, within the network's own chain and environment.</summary>
internal sealed class BillFinder(IPaymentRepository payments, MerchantAccounts merchants, PaymentCodeGenerator codes)
{
    public async Task<Bill> FindAsync(StoreNetwork network, PaymentCode code, CancellationToken cancel)
    {
        if (await FindAsync(network, network.Chain, code, cancel) is { } payment)
        {
            var merchant = await merchants.FindAsync(payment.Merchant, cancel);
            return new Bill(payment, merchant, merchant is { ClosedAt: null } ? null : RejectionReason.MerchantClosed);
        }

        foreach (var other in Enum.GetValues<StoreChain>().Where(chain => chain != network.Chain))
        {
            if (await FindAsync(network, other, code, cancel) is not null)
            {
                return new Bill(null, null, RejectionReason.WrongChain);
            }
        }

        return new Bill(null, null, RejectionReason.PaymentNotFound);
    }

    private async Task<Payment?> FindAsync(
        StoreNetwork network, StoreChain chain, PaymentCode code, CancellationToken cancel)
    {
        foreach (var number in await codes.DecipherAsync(chain, code, cancel))
        {
            // The digits are compared too: with a wrong prefix another payment's number may come out.
            if (await payments.FindByCodeAsync(number, cancel) is { } payment
                && payment.Code == code
                && payment.Merchant.Environment == network.Environment)
            {
                return payment;
            }
        }

        return null;
    }
}
