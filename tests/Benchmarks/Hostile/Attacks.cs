using GroupResults.Domain.Pushes;

namespace GroupResults.Benchmarks.Hostile;

/// <summary>All attacks, in the order in which they are tried: those that would hurt a service without limits most come last.</summary>
internal static class Attacks
{
    private const int WebSockets = 10_000;

    /// <summary>Of each client.</summary>
    private const int SlowConnections = 50;

    /// <summary>Of each client.</summary>
    private const int DeafConnections = 25;

    private const string TooComplex = "TOO_COMPLEX";
    private const string TooLarge = "413";
    private const string BadRequest = "400";

    /// <summary>Made one by one, and not to be kept: some take much memory.</summary>
    /// <param name="percent">Of what is held.</param>
    internal static IEnumerable<Attack> All(PushKey push, int percent)
    {
        var documents = new HostileDocuments(push);
        return Cheap().Concat(Documents(documents)).Concat(Allowed(documents)).Concat(Bodies()).Concat(Connections()).Concat(Subscribers(documents))
            .Concat(Held(documents, percent)).Concat(Graves(documents));
    }

    /// <summary>Nothing to refuse: what so many clients without a pause cost the others in any case.</summary>
    private static IEnumerable<Attack> Cheap()
    {
        yield return new RequestAttack("cheap", () => HostileRequest.Query("{__typename}"), Attack.Answered);
    }

    private static IEnumerable<Attack> Documents(HostileDocuments documents)
    {
        yield return new RequestAttack("alias-bomb", () => HostileRequest.NewQuery(documents.Aliases(1000)), TooComplex);
        yield return new RequestAttack("depth-bomb", () => HostileRequest.NewQuery(HostileDocuments.Depth(30)), TooComplex);
        yield return new RequestAttack("depth-bomb-5000", () => HostileRequest.NewQuery(HostileDocuments.DepthOfNothing(5000)), TooComplex);
        yield return new RequestAttack("depth-bomb-value", () => HostileRequest.NewQuery(HostileDocuments.DepthOfValue(5000)), TooComplex);
        yield return new RequestAttack("directive-flood", () => HostileRequest.NewQuery(HostileDocuments.Directives(4500)), TooComplex);
        yield return new RequestAttack("batch", () => HostileRequest.Post(HostileBodies.Batch(1000)), BadRequest);
        yield return new RequestAttack("fragment-cycle", () => HostileRequest.NewQuery(HostileDocuments.FragmentCycle(1000)), TooComplex, "NO_FRAGMENT_CYCLES");
        yield return new RequestAttack("fragment-doubling", () => HostileRequest.NewQuery(HostileDocuments.FragmentDoubling(30)), TooComplex);
        yield return new RequestAttack("field-duplication", () => HostileRequest.NewQuery(HostileDocuments.Same(8000)), TooComplex, Attack.Answered);
        yield return new RequestAttack("introspection-circle", () => HostileRequest.NewQuery(HostileDocuments.Introspection(circles: 14, aliases: 1)), TooComplex);
        yield return new RequestAttack("introspection-aliases", () => HostileRequest.NewQuery(HostileDocuments.Introspection(circles: 8, aliases: 40)), TooComplex);
        yield return new RequestAttack("cost-bomb", () => HostileRequest.NewQuery(documents.Everything), TooComplex);
        yield return new RequestAttack("cache-flood", () => HostileRequest.Query(documents.NewMap), Attack.Answered, TooComplex);
    }

    /// <summary>Queries that are within the limits, one after another.</summary>
    private static IEnumerable<Attack> Allowed(HostileDocuments documents)
    {
        const int Costly = 40;
        const int BelowCostly = 9;
        const int Aliases = 17;
        yield return new RequestAttack("below-costly", () => HostileRequest.Query(documents.Search(BelowCostly)), Attack.Answered);
        yield return new RequestAttack("statistics", () => HostileRequest.NewQuery(HostileDocuments.Statistics(Aliases)), Attack.Answered);
        yield return new RequestAttack("costly-60", () => HostileRequest.Query(documents.Search(Costly)), Attack.Answered) { Connections = 60 };
    }

    private static IEnumerable<Attack> Bodies()
    {
        const string Gzip = "Content-Encoding: gzip\r\n";
        const string Brotli = "Content-Encoding: br\r\n";
        yield return new RequestAttack("body-100mb", () => HostileRequest.Endless(100, chunked: false), TooLarge, Tally.Closed);
        yield return new RequestAttack("body-100mb-chunked", () => HostileRequest.Endless(100, chunked: true), TooLarge, Tally.Closed);
        yield return new RequestAttack("json-numbers-39mb", () => HostileRequest.Post(HostileBodies.Numbers(39)), TooLarge, TooComplex, BadRequest, Attack.Answered);
        yield return new RequestAttack("json-string-39mb", () => HostileRequest.Post(HostileBodies.Text(39)), TooLarge, TooComplex, BadRequest, Attack.Answered);
        yield return new RequestAttack("query-comment-39mb", () => HostileRequest.Query(HostileDocuments.Comment(39_000_000)), TooLarge, TooComplex, BadRequest);
        yield return new RequestAttack("zip-bomb-100mb", () => HostileRequest.Post(HostileBodies.Gzip('\0', 100), Gzip), TooLarge, BadRequest);
        yield return new RequestAttack("zip-bomb-30mb", () => HostileRequest.Post(HostileBodies.Gzip('{', 30), Gzip), TooLarge, BadRequest);
        yield return new RequestAttack("zip-bomb-br-100mb", () => HostileRequest.Post(HostileBodies.Brotli(' ', 100), Brotli), TooLarge, BadRequest, "415");
        yield return new RequestAttack("upload-zeros-30mb", () => HostileRequest.Upload(HostileBodies.Gzip('\0', 30)), TooLarge, BadRequest, "401");
        yield return new RequestAttack("upload-braces-30mb", () => HostileRequest.Upload(HostileBodies.Gzip('{', 30)), TooLarge, BadRequest, "401");
    }

    private static IEnumerable<Attack> Connections()
    {
        const string Mutation = "mutation{recordGroupResults(input:{repository:\"no repository\",revision:\"d00d\",taskId:\"T\",results:[]}){changed}}";
        yield return new RequestAttack("garbage", () => new HostileRequest(HostileBodies.Garbage(1024)), BadRequest, Tally.Closed);
        yield return new RequestAttack(
            "invalid-tokens",
            () => HostileRequest.Query(Mutation, $"Authorization: Bearer grt_{HostileRequest.Number}89abcdef_{new string('A', 42)}E\r\n"),
            "UNAUTHENTICATED",
            "401");
        yield return new HoldingAttack(
            "slow-body",
            SlowConnections,
            _ => HostileRequest.Head("POST /graphql", "Content-Type: application/json\r\nContent-Length: 100000\r\n"),
            " "u8.ToArray(),
            isDeaf: false,
            "408", BadRequest, Tally.Closed);
        yield return new HoldingAttack(
            "slow-headers",
            SlowConnections,
            _ => "GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "u8.ToArray(),
            "x"u8.ToArray(),
            isDeaf: false,
            "408", BadRequest, Tally.Closed);
    }

    private static IEnumerable<Attack> Subscribers(HostileDocuments documents)
    {
        yield return new WebSocketFlood("websockets-10000", WebSockets, WebSocketText.Initialisation, WebSocketFlood.Open, Tally.Closed);
        yield return new WebSocketFlood(
            "subscribed-10000",
            WebSockets,
            [.. WebSocketText.Initialisation, .. WebSocketText.Subscribe("1", documents.Activity)],
            WebSocketFlood.Open, Tally.Closed);
        yield return new HoldingAttack(
            "deaf-websockets",
            DeafConnections,
            _ => [.. WebSocketText.Upgrade, .. WebSocketText.Initialisation, .. WebSocketText.Subscribe("1", documents.Map("map"))],
            WebSocketText.Pong,
            isDeaf: true,
            Tally.Cut, Tally.Closed);
        yield return new HoldingAttack(
            "deaf-events",
            DeafConnections,
            _ => HostileRequest.Head($"GET /graphql?query={Uri.EscapeDataString(documents.Map("map"))}", "Accept: text/event-stream\r\n"),
            "\r\n"u8.ToArray(),
            isDeaf: true,
            Tally.Cut, Tally.Closed);
    }

    /// <summary>What a service that counts texts only has to hold parsed.</summary>
    private static IEnumerable<Attack> Held(HostileDocuments documents, int percent)
    {
        const int Operations = 6_000;
        const int Sockets = 81;
        const int Queries = 2_500;
        const int Costly = 40;
        yield return new WaitingQueries("waiting-2500", Part(Queries), HostileRequest.QueryWith(documents.Search(Costly), ManyValues.Undeclared));
        yield return new ReservedStreams("reserved-declared", Part(Operations), documents.WithStatus, ManyValues.Declared);
        yield return new ReservedStreams("reserved-undeclared", Part(Operations), documents.WithStatus, ManyValues.Undeclared);
        yield return new SubscriptionFlood("subscriptions-8019", Part(Sockets), documents.Updates, ManyValues.Undeclared);

        int Part(int whole) => Math.Max(1, whole * percent / 100);
    }

    /// <summary>Those that take gigabytes of a service which bears them, or its life.</summary>
    private static IEnumerable<Attack> Graves(HostileDocuments documents)
    {
        const int OwnSubscriptions = 40;
        yield return new HoldingAttack(
            "deaf-own-payloads",
            connections: 1,
            client =>
            [
                .. WebSocketText.Upgrade,
                .. WebSocketText.Initialisation,
                .. Enumerable.Range(0, OwnSubscriptions).SelectMany(i => WebSocketText.Subscribe($"{i}", documents.Map($"map{client}_{i}"))),
            ],
            WebSocketText.Pong,
            isDeaf: true,
            Tally.Cut, Tally.Closed);
        yield return new RequestAttack("alias-maps", () => HostileRequest.NewQuery(documents.Maps(40)), TooComplex);
        yield return new RequestAttack("fragment-chain", () => HostileRequest.NewQuery(HostileDocuments.FragmentChain(20_000)), TooComplex, TooLarge);
    }
}
