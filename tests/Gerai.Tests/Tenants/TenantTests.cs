using Gerai.Tests.Support;

namespace Gerai.Tests.Tenants;

/// <summary>
/// Two merchants at one gateway: whatever one asks for that is the other's, the answer is as if it did not exist, and
/// nothing of the other stands anywhere in it. The endpoints are found at the running gateway.
/// </summary>
public sealed class TenantTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_endpoint_has_its_question(bool isSandbox)
    {
        await using var office = await Office.OpenAsync(isSandbox: isSandbox);
        var known = Questions.All.Select(question => question.Endpoint).ToHashSet();

        var unknown = Endpoints.Of(office.Services).Where(endpoint => !known.Contains(endpoint)).ToList();

        Assert.True(unknown.Count == 0, string.Join('\n', unknown.Select(endpoint =>
            $"\"{endpoint}\" has no row in tests/Gerai.Tests/Tenants/Questions.cs: say how a stranger asks for it.")));
        if (isSandbox)
        {
            Assert.Empty(known.Except(Endpoints.Of(office.Services)));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_anothers_is_as_if_it_did_not_exist(bool isSandbox)
    {
        await using var office = await Office.OpenAsync(isSandbox: isSandbox);
        var theirs = await Estate.FoundAsync(office);
        office.Advance(TimeSpan.FromSeconds(1));
        await new Orders(office, office.Merchant).ChargeAsync("order-of-mine");
        using var asker = await Asker.OfAsync(office);
        using var leaver = await Asker.OfAsync(office);
        var before = await theirs.StandAsync();

        var leaks = new List<string>();
        foreach (var question in Asked(office, isSandbox))
        {
            var heard = await asker.AskAsync(question, theirs.Ids);
            var ofNobody = await (question.IsLeaving ? leaver : asker).AskAsync(question, theirs.Nobodys);
            var shown = theirs.Marks.Where(mark => heard.Body.Contains(mark, StringComparison.OrdinalIgnoreCase)
                || heard.Headers.Contains(mark, StringComparison.OrdinalIgnoreCase));
            leaks.AddRange(shown.Select(mark => $"{question} shows {mark}: {heard}"));
            if (heard.DifferenceTo(ofNobody) is { } difference)
            {
                leaks.Add($"{question} is answered {difference}, as it is for what nobody has.");
            }
        }

        Assert.True(leaks.Count == 0, string.Join("\n\n", leaks));
        Assert.Equal(before, await theirs.StandAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_session_or_a_key_nobody_comes_past_the_door(bool isSandbox)
    {
        await using var office = await Office.OpenAsync(isSandbox: isSandbox);
        var theirs = await Estate.FoundAsync(office);
        using var stranger = await Asker.StrangerAsync(office);
        var before = await theirs.StandAsync();

        foreach (var question in Asked(office, isSandbox))
        {
            var heard = await stranger.AskAsync(question, theirs.Ids);
            Assert.True(
                question.IsKeptOut(heard), $"{question} is answered {heard.Status} to who has shown nothing.");
            Assert.DoesNotContain(
                theirs.Marks, mark => (heard.Headers + heard.Body).Contains(mark, StringComparison.OrdinalIgnoreCase));
            var ofNobody = await stranger.AskAsync(question, theirs.Nobodys);
            Assert.Null(heard.DifferenceTo(ofNobody));
        }

        Assert.Equal(before, await theirs.StandAsync());
    }

    // What a gateway with real money does not have is not asked there; the sandbox's tills are such.
    private static IEnumerable<Question> Asked(Office office, bool isSandbox) => Questions.All
        .Where(question => isSandbox || Endpoints.Of(office.Services).Contains(question.Endpoint));
}
