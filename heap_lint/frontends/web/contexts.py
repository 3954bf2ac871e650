"""React: what a component is given, what a context's provider hands on, and the hook that takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heap_lint.frontends.web import model
from heap_lint.frontends.web.linking import Linking
from heap_lint.frontends.web.scope import Context, Function, at, path_of
from heap_lint.frontends.web.syntax import named
from heap_lint.source import Span
from heap_lint.values import Mapping, Value

if TYPE_CHECKING:
    import tree_sitter as ts


class Contexts(Linking):
    """Calls that make contexts and take from them, elements that provide them."""

    def made_or_taken(
        self, node: ts.Node, called: Value, given: list[Value], name: str
    ) -> Value | None:
        """Return the context that a call makes, or what it takes from one."""
        span = self.span(node)
        if model.is_of_contexts(name, "made_by"):
            return Context(span, path=path_of(called), place=span, owner=self)
        context = given[0] if given and model.is_of_contexts(name, "taken_by") else None
        if not isinstance(context, Context) or not isinstance(context.owner, Contexts):
            return None
        value = context.owner.provided(context)
        return None if value is None else at(value, span)

    def element(self, node: ts.Node, attributes: Mapping) -> None:
        """Note what an element of the project's own gives its component, or hands on."""
        tag = named(node)[0] if named(node) else node
        name = self.written(tag)
        if tag.type == "identifier" and name[:1].isupper():
            component = self.speaking(self.state.names.get(name))
            if isinstance(component, Function):
                self.said_by(node, self.span(tag), component, [attributes], in_flow=False)
        value = attributes.get("value")
        if value is not None:
            self._provide(node, tag, self.state.freeze(value))

    def _provide(self, node: ts.Node, tag: ts.Node, value: Value) -> None:
        """Note what `<Context.Provider value={...}>` hands on."""
        owner = tag.child_by_field_name("object") or tag
        name = tag.child_by_field_name("property")
        if owner.type != "identifier" or name is not None and self.written(name) != "Provider":
            return
        known = self.state.names.get(self.written(owner))
        context = self.linked(known) if known is not None else None
        if isinstance(context, Context) and isinstance(context.owner, Contexts):
            context.owner.hand_on(context, self.span(node), value)

    def hand_on(self, context: Context, provider: Span, value: Value) -> None:
        """Note what a provider has for a context that this file makes."""
        self.file.provided.setdefault(context.place, {})[provider] = value
        if self.file.modules is not None:
            self.file.modules.provided(context.place.path)

    def provided(self, context: Context) -> Value | None:
        """Return what a context that this file makes hands on, None where that is not known."""
        if context.place not in self.file.provided:
            self._run_providers()
        values = list(self.file.provided.get(context.place, {}).values())
        return values[0] if len(values) == 1 else None

    def _run_providers(self) -> None:
        """Run the components of this file that may provide something and have not been run."""
        for closure in list(self.file.closures.values()):
            node, tree = closure.function.node, closure.function.tree
            if node.id in self.file.summaries or node.id in self.file.may_provide:
                continue
            self.file.may_provide.add(node.id)
            if ".Provider" in tree.written(node):
                self.summary_of(closure.function)
