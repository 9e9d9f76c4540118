using GraphQLServer;
using GroupResults.Api.Access;
using GroupResults.Api.Admission;
using GroupResults.Api.Settings;

namespace GroupResults.Api.Tests.Admission;

internal static class Limiters
{
    /// <summary>A limiter with memory of its own.</summary>
    internal static ComputationLimiter Create(OperationLimits limits, TimeProvider time) =>
        new(limits, new RequestMemory(HttpSettings.Default, new AccessPolicy(IsOpen: false, ReadsNeedToken: false)), time);
}
