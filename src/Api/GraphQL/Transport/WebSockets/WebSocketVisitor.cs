using System.Net;
using System.Text.Json;
using GroupResults.Api.Access;

namespace GroupResults.Api.GraphQL.Transport.WebSockets;

/// <summary>
/// Who is at the other end of a WebSocket. Browsers cannot give it a header: their token comes with the connection's initialisation,
/// as <c>{"Authorization": "Bearer …"}</c>.
/// </summary>
internal sealed class WebSocketVisitor(AccessControl access, RateLimits limits, Caller caller, IPAddress? address)
{
    private Caller _caller = caller;

    internal string Key => ClientKey.Of(_caller, address);

    internal bool IsAnonymous => _caller.IsAnonymous;

    internal int MaxJsonValues => JsonSize.MostFor(_caller);

    /// <param name="payload">Of the initialisation, if it has one.</param>
    /// <returns>False where a token was brought that is not valid.</returns>
    internal async ValueTask<bool> TryIntroduceAsync(JsonElement? payload, CancellationToken cancellationToken)
    {
        if (AuthorizationIn(payload) is { } authorization) _caller = await access.IdentifyAsync(authorization, cancellationToken);
        try
        {
            _caller.EnsureValid();
            return true;
        }
        catch (AccessRefusedException)
        {
            return false;
        }
    }

    /// <summary>To be asked for each operation: tokens expire and are revoked while a connection lasts.</summary>
    internal ValueTask<Caller> CallerAsync(CancellationToken cancellationToken) => access.RecheckAsync(_caller, cancellationToken);

    /// <summary>Each operation counts like a request.</summary>
    /// <exception cref="MalformedRequestException">There were too many of late.</exception>
    internal void EnsureWithinRate()
    {
        if (limits.TryTake(_caller, address) is { } refusal) throw MalformedRequestException.Refused("RATE_LIMITED", "", refusal.Message);
    }

    private static string? AuthorizationIn(JsonElement? payload)
    {
        if (payload is not { ValueKind: JsonValueKind.Object } parameters) return null;
        foreach (var parameter in parameters.EnumerateObject())
        {
            if (parameter.Value.ValueKind is JsonValueKind.String && parameter.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
                return parameter.Value.GetString();
        }

        return null;
    }
}
