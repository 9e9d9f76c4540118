using GroupResults.Application.Tests.Fakes;
using MediatR;

namespace GroupResults.Application.Tests.Facts;

/// <summary>What all commands that tell a fact are tested with.</summary>
public abstract class FactTests : IDisposable
{
    private protected TestApplication Application { get; } = new();

    public void Dispose()
    {
        Application.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Asserts that the command is refused with this message alone, leaves no trace, and is counted.</summary>
    private protected async Task AssertRefusedAsync<T>(IRequest<T> command, string field, string fault, string kind, int count = 1)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => Application.SendAsync(command));

        var refusal = Assert.Single(refused.Refusals);
        Assert.Equal(("INVALID_INPUT", field, $"{field} {fault}"), (refusal.Code, refusal.Field, refusal.Message));
        AssertNothingStored(kind, count);
    }

    private protected async Task AssertTooLargeAsync<T>(IRequest<T> command, string message, string kind, int count = 1)
    {
        var refused = await Assert.ThrowsAsync<TooLargeException>(() => Application.SendAsync(command));

        Assert.Equal(message, refused.Message);
        AssertNothingStored(kind, count);
    }

    private protected void AssertCounted(string kind, int changed, int unchanged, int refused)
    {
        var facts = Application.Counter("groupresults.facts", "outcome");
        Assert.Equal((changed, unchanged, refused), (facts["changed"], facts["unchanged"], facts["refused"]));
        Assert.Equal(changed + unchanged + refused, Application.Counter("groupresults.facts", "kind")[kind]);
        Assert.Equal(0, Application.Counter("groupresults.reports", "outcome").Values.Sum());
    }

    private void AssertNothingStored(string kind, int count)
    {
        Assert.Equal(0, Application.Facts.Calls);
        AssertCounted(kind, changed: 0, unchanged: 0, refused: count);
    }
}
