namespace GraphQLServer.WebSockets;

/// <summary>The reason why a WebSocket is closed. Codes from 4400 on are those of the graphql-transport-ws protocol.</summary>
internal enum CloseCode
{
    GoingAway = 1001,
    MessageTooBig = 1009,

    /// <summary>Makes clients reconnect. With their last cursor they miss nothing.</summary>
    TryAgainLater = 1013,

    BadRequest = 4400,
    Unauthorized = 4401,
    Forbidden = 4403,
    SubprotocolNotAcceptable = 4406,
    InitialisationTimeout = 4408,
    SubscriberAlreadyExists = 4409,
    TooManyInitialisationRequests = 4429,
}
