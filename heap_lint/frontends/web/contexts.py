"""React's contexts: what a provider hands on to the components in it, and the hook that takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heap_lint.frontends.web import model
from heap_lint.frontends.web.linking import Linking
from heap_lint.frontends.web.scope import Context, at, path_of
from heap_lint.frontends.web.syntax import named
from heap_lint.source import Span
from heap_lint.values import Value

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

    def _on_jsx_opening_element(self, node: ts.Node) -> Value:
        self._provide(node)
        return super()._on_jsx_opening_element(node)

    _on_jsx_self_closing_element = _on_jsx_opening_element

    def _provide(self, node: ts.Node) -> None:
        """Note what `<Context.Provider value={...}>` hands on."""
        tag, *attributes = named(node) or [node]
        owner = tag.child_by_field_name("object") or tag
        name = tag.child_by_field_name("property")
        if owner.type != "identifier" or name is not None and self.written(name) != "Provider":
            return
        known = self.state.names.get(self.written(owner))
        context = self.linked(known) if known is not None else None
        if not isinstance(context, Context) or not isinstance(context.owner, Contexts):
            return
        for each in attributes:
            parts = named(each)
            if len(parts) == 2 and self.written(parts[0]) == "value":
                value = self.state.freeze(self.attribute_value(parts[1]))
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
            if node is None or tree is None or node.id in self.file.summaries:
                continue
            if ".Provider" in tree.written(node):
                self.summary_of(closure.function)
