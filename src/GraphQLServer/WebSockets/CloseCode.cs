namespace GraphQLServer.WebSockets;

/// <summary>Why a WebSocket is closed. From 4400 on they are those of the graphql-transport-ws protocol.</summary>
internal enum CloseCode
{
    GoingAway = 1001,
    MessageTooBig = 1009,

    /// <summary>Clients try again on it, as they should: with their last cursor they miss nothing.</summary>
    TryAgainLater = 1013,

    BadRequest = 4400,
    Unauthorized = 4401,
    Forbidden = 4403,
    SubprotocolNotAcceptable = 4406,
    InitialisationTimeout = 4408,
    SubscriberAlreadyExists = 4409,
    TooManyInitialisationRequests = 4429,
}
