using GraphQL.Types;
using GroupResults.Application.Access;
using GroupResults.Domain.Access;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class AccessScopeType : EnumerationGraphType
{
    public AccessScopeType()
    {
        Name = "AccessScope";
        Description = "What a token allows. None includes another.";
        Add("READ", AccessScopes.Read, "Queries, subscriptions and the result map.");
        Add("INGEST", AccessScopes.Ingest, "Reports.");
        Add("ADMIN", AccessScopes.Admin, "The tokens themselves.");
    }
}

internal sealed class AccessTokenType : ObjectGraphType<AccessToken>
{
    public AccessTokenType(TimeProvider time)
    {
        Name = "AccessToken";
        Description = "What is known of a token: everything but its secret.";
        Field<NonNullGraphType<IdGraphType>>("id").Description("What it is revoked by; no secret.").Resolve(context => context.Source.Id);
        Field<NonNullGraphType<StringGraphType>>("name").Description("Whose it is, or what for.").Resolve(context => context.Source.Name);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<AccessScopeType>>>>("scopes").Description("What it allows.")
            .Resolve(context => AccessScopeNames.All.Where(scope => context.Source.Has(scope)));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<StringGraphType>>>>("repositories").Description("The only ones it is good for; empty: all.")
            .Resolve(context => context.Source.Repositories);
        Field<NonNullGraphType<DateTimeGraphType>>("createdAt").Description("When it was made.").Resolve(context => context.Source.CreatedAt.UtcDateTime);
        Field<DateTimeGraphType>("expiresAt").Description("The first moment at which it is of no use; null: it does not expire.")
            .Resolve(context => context.Source.ExpiresAt?.UtcDateTime);
        Field<DateTimeGraphType>("revokedAt").Description("When it was revoked; null: it was not.").Resolve(context => context.Source.RevokedAt?.UtcDateTime);
        Field<NonNullGraphType<BooleanGraphType>>("usable").Description("Whether it has neither expired nor been revoked.")
            .Resolve(context => context.Source.IsUsableAt(time.GetUtcNow()));
    }
}

internal sealed class CreateAccessTokenInputType : InputObjectGraphType<CreateAccessToken>
{
    public CreateAccessTokenInputType()
    {
        Name = "CreateAccessTokenInput";
        Description = "What a new token is to be like.";
        Field<NonNullGraphType<StringGraphType>>("name").Description("Whose it is, or what for: 1 to 100 characters without control characters.");
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<AccessScopeType>>>>("scopes").Description("One or more.");
        Field<ListGraphType<NonNullGraphType<StringGraphType>>>("repositories")
            .Description("The only ones it is to be good for, up to 100; without them all. Not for the scope ADMIN.");
        Field<DateTimeGraphType>("expiresAt").Description("In the future, in UTC where it names no zone; without it the token does not expire.");
    }

    public override object ParseDictionary(IDictionary<string, object?> value) => new CreateAccessToken(
        value.Text("name"),
        ((IEnumerable<object?>)value["scopes"]!).Aggregate(AccessScopes.None, (all, scope) => all | (AccessScopes)scope!),
        value.TryGetValue("repositories", out var repositories) && repositories is IEnumerable<object?> names ? [.. names.Select(name => (string)name!)] : [],
        value.TryGetValue("expiresAt", out var expiresAt) && expiresAt is DateTime moment ? InUtc(moment) : null);

    private static DateTimeOffset InUtc(DateTime moment) =>
        new(moment.Kind is DateTimeKind.Local ? moment.ToUniversalTime() : DateTime.SpecifyKind(moment, DateTimeKind.Utc));
}

internal sealed class CreateAccessTokenPayloadType : ObjectGraphType<CreatedAccessToken>
{
    public CreateAccessTokenPayloadType()
    {
        Name = "CreateAccessTokenPayload";
        Description = "A token that was made.";
        Field<NonNullGraphType<AccessTokenType>>("token").Description("What is kept of it.").Resolve(context => context.Source.Token);
        Field<NonNullGraphType<StringGraphType>>("secret").Description("What its owner sends as Authorization: Bearer. It is kept nowhere and not shown again.")
            .Resolve(context => context.Source.Secret);
    }
}
