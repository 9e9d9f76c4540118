using Mono.Cecil;
using Mono.Cecil.Cil;

namespace GroupResults.Api.Tests.Architecture;

/// <summary>
/// The types that a type's compiled code names. Constants are not seen: the compiler puts their values in place of their names.
/// </summary>
internal static class TypeUses
{
    /// <remarks>A nested type's uses are its own, not those of the type around it.</remarks>
    internal static IEnumerable<TypeReference> Of(TypeDefinition type) =>
        Named(type).SelectMany(reference => Parts(reference));

    private static IEnumerable<TypeReference?> Named(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.SelectMany(item => AttributesOf(item).Append(item.InterfaceType)),
        .. AttributesOf(type),
        .. ConstraintsOf(type),
        .. type.Fields.SelectMany(field => AttributesOf(field).Append(field.FieldType)),
        .. type.Properties.SelectMany(AttributesOf),
        .. type.Events.SelectMany(AttributesOf),
        .. type.Methods.SelectMany(Named),
    ];

    private static IEnumerable<TypeReference?> Named(MethodDefinition method) =>
    [
        .. Named((MethodReference)method),
        .. method.Overrides.SelectMany(Named),
        .. AttributesOf(method),
        .. AttributesOf(method.MethodReturnType),
        .. ConstraintsOf(method),
        .. method.Parameters.SelectMany(AttributesOf),
        .. method.HasBody ? Named(method.Body) : [],
    ];

    private static IEnumerable<TypeReference?> Named(MethodBody body) =>
    [
        .. body.Variables.Select(variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(handler => handler.CatchType),
        .. body.Instructions.SelectMany(Named),
    ];

    private static IEnumerable<TypeReference?> Named(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        MethodReference method => Named(method),
        CallSite site => Signature(site),
        _ => [],
    };

    private static IEnumerable<TypeReference?> Named(MethodReference method) =>
    [
        method.DeclaringType,
        .. Signature(method),
        .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
    ];

    private static IEnumerable<TypeReference> Signature(IMethodSignature method) =>
        method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType);

    private static IEnumerable<TypeReference?> ConstraintsOf(IGenericParameterProvider provider) =>
        provider.GenericParameters.SelectMany(parameter =>
            AttributesOf(parameter).Concat(parameter.Constraints.SelectMany(constraint => AttributesOf(constraint).Append(constraint.ConstraintType))));

    private static IEnumerable<TypeReference?> AttributesOf(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(attribute => (IEnumerable<TypeReference?>)
        [
            attribute.AttributeType,
            .. attribute.ConstructorArguments.SelectMany(Named),
            .. attribute.Properties.Concat(attribute.Fields).SelectMany(item => Named(item.Argument)),
        ]);

    private static IEnumerable<TypeReference?> Named(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference type => [argument.Type, type],
        CustomAttributeArgument boxed => Named(boxed),
        CustomAttributeArgument[] array => array.SelectMany(Named).Append(argument.Type),
        _ => [argument.Type],
    };

    /// <summary><c>List&lt;Push[]&gt;</c> is <c>List</c> and <c>Push</c>.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.Append(generic.ElementType).SelectMany(Parts),
        FunctionPointerType pointer => Signature(pointer).SelectMany(Parts),
        IModifierType modified => Parts(modified.ElementType).Concat(Parts(modified.ModifierType)),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
