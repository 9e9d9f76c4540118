using GraphQL.Types;
using GroupResults.Application.Access;
using GroupResults.Domain.Access;

namespace GroupResults.Api.GraphQL.Types;

internal sealed class AccessScopeType : EnumerationGraphType
{
    public AccessScopeType()
    {
        Name = "AccessScope";
        Description = "The permissions of a token. No scope includes another.";
        Add("READ", AccessScopes.Read, "Allows queries, subscriptions and the result map.");
        Add("INGEST", AccessScopes.Ingest, "Allows reports.");
        Add("ADMIN", AccessScopes.Admin, "Allows token management.");
    }
}

internal sealed class AccessTokenType : ObjectGraphType<AccessToken>
{
    public AccessTokenType(TimeProvider time)
    {
        Name = "AccessToken";
        Description = "An access token without its secret.";
        Field<NonNullGraphType<IdGraphType>>("id").Description("The id, used to revoke the token. It is not secret.").Resolve(context => context.Source.Id);
        Field<NonNullGraphType<StringGraphType>>("name").Description("The owner or purpose.").Resolve(context => context.Source.Name);
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<AccessScopeType>>>>("scopes").Description("The scopes of the token.")
            .Resolve(context => AccessScopeNames.All.Where(scope => context.Source.Has(scope)));
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<StringGraphType>>>>("repositories").Description("The repositories that the token covers; empty for all.")
            .Resolve(context => context.Source.Repositories);
        Field<NonNullGraphType<DateTimeGraphType>>("createdAt").Description("When it was created.").Resolve(context => context.Source.CreatedAt.UtcDateTime);
        Field<DateTimeGraphType>("expiresAt").Description("The time from which the token is invalid; null if it does not expire.")
            .Resolve(context => context.Source.ExpiresAt?.UtcDateTime);
        Field<DateTimeGraphType>("revokedAt").Description("When it was revoked; null if it was not.").Resolve(context => context.Source.RevokedAt?.UtcDateTime);
        Field<NonNullGraphType<BooleanGraphType>>("usable").Description("Whether it has neither expired nor been revoked.")
            .Resolve(context => context.Source.IsUsableAt(time.GetUtcNow()));
    }
}

internal sealed class CreateAccessTokenInputType : InputObjectGraphType<CreateAccessToken>
{
    public CreateAccessTokenInputType()
    {
        Name = "CreateAccessTokenInput";
        Description = "The properties of a new token.";
        Field<NonNullGraphType<StringGraphType>>("name").Description("The owner or purpose: 1 to 100 characters, no control characters.");
        Field<NonNullGraphType<ListGraphType<NonNullGraphType<AccessScopeType>>>>("scopes").Description("One or more scopes.");
        Field<ListGraphType<NonNullGraphType<StringGraphType>>>("repositories")
            .Description("The repositories that the token covers, up to 100; if omitted, all. Not allowed with the scope ADMIN.");
        Field<DateTimeGraphType>("expiresAt").Description("A time in the future, in UTC if it has no offset. If omitted, the token does not expire.");
    }

    public override object ParseDictionary(IDictionary<string, object?> value) => new CreateAccessToken(
        value.Text("name"),
        ((IEnumerable<object?>)value["scopes"]!).Aggregate(AccessScopes.None, (all, scope) => all | (AccessScopes)scope!),
        value.TryGetValue("repositories", out var repositories) && repositories is IEnumerable<object?> names ? [.. names.Select(name => (string)name!)] : [],
        value.MomentOrNull("expiresAt"));
}

internal sealed class CreateAccessTokenPayloadType : ObjectGraphType<CreatedAccessToken>
{
    public CreateAccessTokenPayloadType()
    {
        Name = "CreateAccessTokenPayload";
        Description = "A new token.";
        Field<NonNullGraphType<AccessTokenType>>("token").Description("The token.").Resolve(context => context.Source.Token);
        Field<NonNullGraphType<StringGraphType>>("secret").Description("The secret, to be sent as Authorization: Bearer. It is not stored and not shown again.")
            .Resolve(context => context.Source.Secret);
    }
}
