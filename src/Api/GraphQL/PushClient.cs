using System.Net;
using GraphQLServer;
using GraphQLServer.Documents;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Application.Admission;
using GroupResults.Domain.Access;

namespace GroupResults.Api.GraphQL;

/// <summary>A <see cref="Access.Caller"/> as the GraphQL server sees it.</summary>
internal sealed class PushClient(Caller caller, IPAddress? address, PushClients clients) : IClient
{
    internal Caller Caller => caller;

    internal IPAddress? Address => address;

    /// <summary>The client that its requests count against.</summary>
    internal ClientId Key => ClientIds.Of(caller, address);

    public bool IsAnonymous => caller.IsAnonymous;

    public void EnsureValid() => caller.EnsureValid();

    public void EnsureMayAsk()
    {
        caller.EnsureValid();
        if (caller.Token is null) caller.Ensure(AccessScopes.Read); // If reads need a token, reports do, too.
    }

    public void EnsureMayStream() => caller.Ensure(AccessScopes.Read);

    public void EnsureMayRun(DescribedOperation? operation) => OperationAccess.Ensure(caller, operation);

    public void EnsureWithinRate() => clients.EnsureWithinRate(this);

    public void CountRefusal() => clients.CountRefusal(this);

    public ValueTask<IClient> RecheckAsync(CancellationToken cancellationToken) => clients.RecheckAsync(this, cancellationToken);

    public OperationContext Begin() => clients.Begin(caller);
}

/// <summary>Identifies clients for the GraphQL server.</summary>
internal sealed class PushClients(Callers access, ClientRates rates, TimeProvider time) : IClients
{
    public IClient ClientOf(HttpContext context) => new PushClient(access.CallerOf(context), context.Connection.RemoteIpAddress, this);

    public async ValueTask<IClient> IdentifyAsync(IClient connected, string authorization, CancellationToken cancellationToken) =>
        new PushClient(await access.IdentifyAsync(authorization, cancellationToken), ((PushClient)connected).Address, this);

    internal async ValueTask<IClient> RecheckAsync(PushClient client, CancellationToken cancellationToken) => client.Caller.Token is null
        ? client
        : new PushClient(await access.RecheckAsync(client.Caller, cancellationToken), client.Address, this);

    /// <exception cref="RefusedException">The client has exceeded a rate.</exception>
    internal void EnsureWithinRate(PushClient client)
    {
        if (rates.TryEnter(client.Key) is { } refusal) throw new RefusedException(PushRefusals.Of(refusal));
    }

    internal void CountRefusal(PushClient client) => rates.CountRefusal(client.Key);

    internal PushOperation Begin(Caller caller) => new(time.GetUtcNow(), caller);
}
