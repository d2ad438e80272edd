package org.bailiwick.command.audit;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that name components with audit logs, and the auditor who reads them. */
final class LogOptions {
  @Mixin private OperatorOptions auditor;

  @Option(
      names = "--component",
      split = ",",
      paramLabel = "NAME",
      description = "authority, registry or master; may be repeated. All three if not given.")
  private List<Component> components;

  /** The components, in the order of their output. */
  Set<Component> components() {
    return components == null ? EnumSet.allOf(Component.class) : EnumSet.copyOf(components);
  }

  OperatorOptions auditor() {
    return auditor;
  }

  OperatorClient connect(Component component) {
    return auditor.connect("auditor-1", component);
  }
}
