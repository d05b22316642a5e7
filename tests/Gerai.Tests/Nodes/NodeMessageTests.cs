using Gerai.Nodes;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Nodes;

/// <summary>What nodes tell one another, in how many letters, and what is made of what nobody understands.</summary>
public sealed class NodeMessageTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private static readonly TransactionId Payment =
        TransactionId.Of(Some.Morning.Ticks, Slot.Of(7), new SeededRandom(1));

    [Fact]
    public void Everything_that_is_written_is_read_again()
    {
        NodeNews[] all =
        [
            NodeNews.Everything,
            NodeNews.Of(Payment),
            NodeNews.OfPayments(Some.MerchantId),
            NodeNews.NotificationsDueIn(Slot.Of(1023)),
            NodeNews.HelpWanted,
            NodeNews.Of(Some.MerchantId),
            NodeNews.NodesChanged,
        ];

        Assert.Equal(Enum.GetValues<NodeNewsKind>(), all.Select(one => one.Kind));
        Assert.Equal(all, NodeMessage.Read(NodeMessage.Write(Id, all)));
        Assert.Equal([NodeNews.NotificationsDue], NodeMessage.Read(NodeMessage.Write(Id, [NodeNews.NotificationsDue])));
    }

    [Fact]
    public void A_message_tells_whose_it_is()
    {
        var message = NodeMessage.Write(Id, [NodeNews.HelpWanted]);

        Assert.True(NodeMessage.IsFrom(Id, message));
        Assert.False(NodeMessage.IsFrom(new string('0', Id.Length), message));
    }

    // PostgreSQL refuses 8,000 bytes.
    [Fact]
    public void More_than_a_message_holds_is_told_as_everything()
    {
        var payment = NodeNews.Of(Payment);

        Assert.InRange(NodeMessage.Write(Id, Enumerable.Repeat(payment, 200)).Length, 7_000, 7_999);
        var tooMuch = NodeMessage.Write(Id, Enumerable.Repeat(payment, 250));
        Assert.Equal([NodeNews.Everything], NodeMessage.Read(tooMuch));
    }

    [Theory]
    [InlineData("p:1:2")]
    [InlineData("m:nobody")]
    [InlineData("d:1024")]
    [InlineData("d:99999999999")]
    [InlineData("z")]
    [InlineData("")]
    public void What_is_not_understood_means_to_look_at_everything(string item) =>
        Assert.Equal([NodeNews.Everything], NodeMessage.Read($"{Id},{item}"));
}
