using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Values;

public sealed class PersonIdTests
{
    [Fact]
    public void An_id_is_read_back_as_it_was_drawn()
    {
        var id = PersonId.New(new SeededRandom(1));

        Assert.Equal(id, PersonId.Of(id.ToString()));
        Assert.NotEqual(id, PersonId.New(new SeededRandom(2)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA'")]
    public void Another_text_is_no_id(string? text) => Assert.False(PersonId.TryOf(text, out _));
}
