using System.Net;
using System.Text.Json;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;

namespace GroupResults.Api.GraphQL.Transport.WebSockets;

/// <summary>
/// Who is at the other end of a WebSocket. Browsers cannot give it a header: their token comes with the connection's initialisation,
/// as <c>{"Authorization": "Bearer …"}</c>.
/// </summary>
internal sealed class WebSocketVisitor(Callers access, ClientRates rates, Caller caller, IPAddress? address)
{
    private Caller _caller = caller;

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
            CountRefusal();
            return false;
        }
    }

    /// <summary>To be asked for each operation: tokens expire and are revoked while a connection lasts.</summary>
    internal ValueTask<Caller> CallerAsync(CancellationToken cancellationToken) => access.RecheckAsync(_caller, cancellationToken);

    /// <summary>Each operation counts like a request.</summary>
    /// <exception cref="MalformedRequestException">There were too many of late.</exception>
    internal void EnsureWithinRate()
    {
        if (rates.TryEnter(Key) is { } refusal) throw MalformedRequestException.Refused(refusal.Code, "", refusal.Message);
    }

    /// <summary>To be called for each operation that is not executed.</summary>
    internal void CountRefusal() => rates.CountRefusal(Key);

    private ClientKey Key => ClientKey.Of(_caller, address);

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
