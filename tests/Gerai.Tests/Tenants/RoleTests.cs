using System.Net;
using Gerai.Dashboard;
using Gerai.People;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Tests.Tenants;

/// <summary>Which page of the portal answers whom: the pages as they are mapped, the roles as their table has them.
/// </summary>
public sealed class RoleTests
{
    private const string OperatorEmail = "jaga@gerai.example";

    [Fact]
    public async Task A_page_is_for_the_roles_whose_permission_it_names_and_says_so_to_all_others()
    {
        await using var office = await Office.OpenAsync();
        var pages = Pages(office.Services);
        foreach (var role in Enum.GetValues<Role>())
        {
            var email = $"{role}@kopisenja.example".ToLowerInvariant();
            await office.JoinAsync(role, email, $"Rina {role}");
            using var caller = new Caller(office.Address);
            await caller.SignInAsync(email);
            foreach (var (page, policy) in pages)
            {
                await AnswersAsync(caller, page, role.ToString(), isOpen: policy switch
                {
                    null => true,
                    Portal.OperatorPolicy => false,
                    _ => role.May(Enum.Parse<Permission>(policy)),
                });
            }
        }
    }

    [Fact]
    public async Task Who_runs_the_gateway_sees_the_pages_of_that_and_no_merchants()
    {
        await using var office = await Office.OpenAsync();
        await using (var scope = office.Services.CreateAsyncScope())
        {
            var asked = await office.Services.GetRequiredService<Invitations>().InviteOperatorAsync(
                EmailAddress.Of(OperatorEmail), new Actor("operator"), default);
            await scope.ServiceProvider.GetRequiredService<PersonAccounts>().JoinAsync(
                asked.Token, "Jaga", Office.Password, from: null);
        }

        using var caller = new Caller(office.Address);
        await caller.SignInAsync(OperatorEmail);

        foreach (var (page, policy) in Pages(office.Services))
        {
            await AnswersAsync(caller, page, "an operator", isOpen: policy is null or Portal.OperatorPolicy);
        }
    }

    // A payment that is not there and one that is another's are told apart by nobody; see TenantTests.
    [Fact]
    public async Task A_payments_page_is_there_for_its_merchant_alone()
    {
        await using var office = await Office.OpenAsync();
        var own = await new Orders(office, office.Merchant).ChargeAsync("order-1");
        var theirs = await (await Orders.OfAnotherAsync(office)).ChargeAsync("order-1");
        using var caller = new Caller(office.Address);
        await caller.SignInAsync();

        using var found = await caller.GetAsync($"/portal/transactions/{own.Id}");
        using var missing = await caller.GetAsync($"/portal/transactions/{theirs.Id}");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (found.StatusCode, missing.StatusCode));
        Assert.Contains("Page not found", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task AnswersAsync(Caller caller, string page, string who, bool isOpen)
    {
        using var answer = await caller.GetAsync(page);
        if (isOpen)
        {
            // What is behind an id that nobody has is not there for anybody.
            var expected = page.EndsWith("/nobodys", StringComparison.Ordinal)
                ? HttpStatusCode.NotFound
                : HttpStatusCode.OK;
            Assert.True(expected == answer.StatusCode, $"{page} answers {who} {answer.StatusCode}, not {expected}.");
            return;
        }

        // Members are not told that there are pages of who runs the gateway.
        var isHidden = page.StartsWith("/portal/operator/", StringComparison.Ordinal);
        var refused = isHidden ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden;
        Assert.True(answer.StatusCode == refused, $"{page} answers {who} {answer.StatusCode}.");
        Assert.Contains(
            isHidden ? "Page not found" : "Not part of your role",
            await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    private static List<(string Page, string? Policy)> Pages(IServiceProvider gateway) =>
    [
        .. gateway.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(endpoint => (
                "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
                    segment.Parts is [RoutePatternLiteralPart literal] ? literal.Content : "nobodys")),
                endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()
                    .Select(rule => rule.Policy)
                    .SingleOrDefault(policy => policy is not null))),
    ];
}
