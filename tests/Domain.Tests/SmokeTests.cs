namespace GroupResults.Domain.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Incarnation_Drawn_IsShownAs16Digits() => Assert.Equal(16, Pushes.Incarnation.Draw().ToString().Length);
}
