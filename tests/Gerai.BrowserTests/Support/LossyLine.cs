namespace Gerai.BrowserTests.Support;

/// <summary>
/// The shop's line to the gateway. On demand it loses an answer: the gateway has done what it was asked.
/// </summary>
internal sealed class LossyLine : DelegatingHandler
{
    private readonly Loss loss;

    public LossyLine(Loss loss) => this.loss = loss;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (request.Method == HttpMethod.Post && Interlocked.Decrement(ref loss.AnswersLeft) >= 0)
        {
            response.Dispose();
            throw new HttpRequestException("The answer got lost.");
        }

        return response;
    }

    /// <summary>How many answers are still to be lost.</summary>
    internal sealed class Loss
    {
        public int AnswersLeft;
    }
}
