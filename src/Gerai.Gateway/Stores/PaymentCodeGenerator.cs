using System.Globalization;
using System.Text;
using Gerai.Values;

namespace Gerai.Stores;

/// <summary>
/// Makes payment codes: a counter and the slot, enciphered into digits. Unique without asking the database, not to be
/// guessed, and turned back into counter and slot when the customer shows the code. Decision record 0003 has the
/// figures.
/// </summary>
internal sealed class PaymentCodeGenerator(
    ICodeKeyRepository repository, StoreOptions stores, SecretSeal seal, RandomSource random, TimeProvider time)
    : IDisposable
{
    // How many counters a node takes at a time: some 175,000 codes for one small write, lost when the node stops.
    private const int RangeCounters = 1024;

    // Which part of all counters a key that is retired counts as having handed out besides. Books that were restored to
    // a moment do not know how far it had got; a thousandth is millions of codes.
    private const int ReservePart = 1_000;

    // A code that could have been made with a retired key is passed over. Half of a domain used up means two tries on
    // average, so this many in vain cannot be chance.
    private const int TriesMax = 200;

    private static readonly TimeSpan KeysFreshFor = TimeSpan.FromSeconds(1);

    private readonly Dictionary<StoreChain, CodeSeries> series = Enum.GetValues<StoreChain>()
        .ToDictionary(chain => chain, _ => new CodeSeries());

    /// <summary>A code no one else has, or nothing when all are used up (protocol 4.25).</summary>
    public async Task<(PaymentCode Code, CodeNumber Number)?> NextAsync(
        StoreChain chain, MerchantId merchant, Slot slot, CancellationToken cancel)
    {
        var rules = stores.Of(chain);
        var prefix = Prefix(merchant, rules.CodePrefixLength);
        var digits = rules.CodeLength - rules.CodePrefixLength;
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            if (await CounterAsync(chain, digits, slot, cancel) is not { } taken)
            {
                return null;
            }

            var number = CodeNumber.Of(taken.Key.Id, taken.Counter, slot);
            var code = Encipher(taken.Key, number, prefix, digits);
            if (!taken.Retired.Any(key => CouldHaveMade(key, code, prefix)))
            {
                return (code, number);
            }
        }

        return null;
    }

    /// <summary>What the code may stand for: one number for every key in use, the newest first.</summary>
    public async Task<IReadOnlyList<CodeNumber>> DecipherAsync(
        StoreChain chain, PaymentCode code, CancellationToken cancel)
    {
        var prefixLength = stores.Of(chain).CodePrefixLength;
        if (code.Digits.Length - prefixLength is < 7 or > FormatPreservingCipher.DigitsMax)
        {
            return [];
        }

        var keys = await KeysAsync(chain, cancel);
        return [.. keys.Select(key => Decipher(key, code, code.Digits[..prefixLength]))];
    }

    /// <summary>From now on codes are made with a new key; codes already given out stay good.</summary>
    public async Task RotateAsync(StoreChain chain, CancellationToken cancel)
    {
        var keys = await repository.KeysAsync(chain, cancel);
        await AddKeyAsync(chain, keys.Count == 0 ? 0 : keys[0].Id, cancel);
        await ReloadAsync(chain, cancel);
    }

    public void Dispose()
    {
        foreach (var key in series.Values.SelectMany(one => one.Keys))
        {
            key.Cipher.Dispose();
        }
    }

    /// <summary>
    /// The first significant digits of a merchant's number: 8127 for G812785002, 7231 for G072317714.
    /// </summary>
    private static string Prefix(MerchantId merchant, int length) =>
        merchant.Number[1..].TrimStart('0').PadRight(length, '0')[..length];

    private static PaymentCode Encipher(OpenCodeKey key, CodeNumber number, string prefix, int digits)
    {
        var enciphered = key.Cipher.Encrypt((ulong)number.Number, digits, Encoding.ASCII.GetBytes(prefix));
        return PaymentCode.Of(prefix + enciphered.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'));
    }

    private static CodeNumber Decipher(OpenCodeKey key, PaymentCode code, string prefix)
    {
        var rest = code.Digits[prefix.Length..];
        var number = ulong.Parse(rest, CultureInfo.InvariantCulture);
        return new CodeNumber(key.Id, (long)key.Cipher.Decrypt(number, rest.Length, Encoding.ASCII.GetBytes(prefix)));
    }

    private static bool CouldHaveMade(OpenCodeKey retired, PaymentCode code, string prefix) =>
        Decipher(retired, code, prefix).Counter < retired.CounterNext;

    private async Task<(OpenCodeKey Key, long Counter, IEnumerable<OpenCodeKey> Retired)?> CounterAsync(
        StoreChain chain, int digits, Slot slot, CancellationToken cancel)
    {
        var one = series[chain];
        if (one.TryTake(slot, out var counter, out var key))
        {
            return (key, counter, one.Keys.Where(other => other.Id < key.Id));
        }

        var max = CountersMax(digits);
        await one.Refill.WaitAsync(cancel);
        try
        {
            // Twice, because the key may have been retired by another node since it was read.
            for (var attempt = 0; attempt < 2 && !one.HasRange; attempt++)
            {
                await ReloadAsync(chain, cancel);
                var newest = one.Keys[0];
                if (await repository.TakeCountersAsync(newest.Id, RangeCounters, max, cancel) is { } from)
                {
                    one.Give(newest, from, from + RangeCounters);
                }
            }
        }
        finally
        {
            one.Refill.Release();
        }

        return one.TryTake(slot, out counter, out key)
            ? (key, counter, one.Keys.Where(other => other.Id < key.Id))
            : null;
    }

    // A code may have been made by another node with a key this one has not seen, so what is known goes stale quickly.
    private async Task<IReadOnlyList<OpenCodeKey>> KeysAsync(StoreChain chain, CancellationToken cancel)
    {
        var one = series[chain];
        if (one.Keys.Count == 0 || time.GetElapsedTime(one.KeysReadAt) > KeysFreshFor)
        {
            await ReloadAsync(chain, cancel);
        }

        return one.Keys;
    }

    private async Task ReloadAsync(StoreChain chain, CancellationToken cancel)
    {
        var keys = await repository.KeysAsync(chain, cancel);
        if (keys.Count == 0)
        {
            await AddKeyAsync(chain, 0, cancel);
            keys = await repository.KeysAsync(chain, cancel);
        }

        var known = series[chain].Keys.ToDictionary(key => key.Id);
        series[chain].Remember(
            [.. keys.Select(key => new OpenCodeKey(key.Id, key.CounterNext, CipherOf(key, known)))],
            time.GetTimestamp());
    }

    private FormatPreservingCipher CipherOf(CodeKey key, Dictionary<int, OpenCodeKey> known) =>
        known.TryGetValue(key.Id, out var open)
            ? open.Cipher
            : new FormatPreservingCipher(Convert.FromBase64String(seal.Open(key.Sealed)));

    private async Task AddKeyAsync(StoreChain chain, int newest, CancellationToken cancel)
    {
        var key = new byte[SecretSeal.KeyBytes];
        random.Fill(key);
        var rules = stores.Of(chain);
        var reserve = CountersMax(rules.CodeLength - rules.CodePrefixLength) / ReservePart;
        await repository.RotateAsync(chain, seal.Seal(Convert.ToBase64String(key)), newest, reserve, cancel);
    }

    private static long CountersMax(int digits) => (long)Math.Pow(10, digits) / Slot.Count;
}
