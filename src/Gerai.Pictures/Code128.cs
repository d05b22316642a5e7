using System.Collections.Immutable;

namespace Gerai.Pictures;

/// <summary>
/// A text as the bars of a Code 128 barcode (ISO/IEC 15417): letters in code set B, runs of digits in code set C, which
/// takes two digits a symbol.
/// </summary>
internal static class Code128
{
    private const int SwitchToC = 99;
    private const int SwitchToB = 100;
    private const int StartB = 104;
    private const int StartC = 105;
    private const int Stop = 106;
    private const int CheckModulus = 103;

    // A switch costs a symbol: at either end of the text four digits pay for it, in the middle six.
    private const int DigitsAtEndMin = 4;
    private const int DigitsInMiddleMin = 6;

    // Widths of bar, space, bar, space… for each of the symbols, as the standard lists them; the last one stops.
    private static readonly ImmutableArray<string> Widths =
    [
        .. ("212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 "
            + "122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 "
            + "322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 "
            + "112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 "
            + "331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 "
            + "112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
            + "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 "
            + "411311 113141 114131 311141 411131 211412 211214 211232 2331112").Split(' '),
    ];

    /// <summary>The widths of bars and spaces in turn, in modules, beginning with a bar.</summary>
    public static IEnumerable<int> BarsOf(string text) =>
        SymbolsOf(text).SelectMany(symbol => Widths[symbol]).Select(width => width - '0');

    private static List<int> SymbolsOf(string text)
    {
        var symbols = new List<int>();
        var isC = DigitsAt(text, 0) is var first && (first >= DigitsAtEndMin || (first == text.Length && first == 2));
        symbols.Add(isC ? StartC : StartB);
        for (var i = 0; i < text.Length;)
        {
            var digits = DigitsAt(text, i);
            if (isC && digits >= 2)
            {
                symbols.Add(((text[i] - '0') * 10) + (text[i + 1] - '0'));
                i += 2;
                continue;
            }

            // Of an odd number of digits the first one stays in B, and the pairs follow.
            var wantsC = digits % 2 == 0 && digits >= (i + digits == text.Length ? DigitsAtEndMin : DigitsInMiddleMin);
            if (isC != wantsC)
            {
                isC = wantsC;
                symbols.Add(isC ? SwitchToC : SwitchToB);
                continue;
            }

            symbols.Add(text[i] - ' ');
            i++;
        }

        var sum = symbols.Select((symbol, position) => symbol * Math.Max(position, 1)).Sum();
        return [.. symbols, sum % CheckModulus, Stop];
    }

    private static int DigitsAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - start;
    }
}
