package org.bailiwick.command.audit;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose audit logs are meant, and who reads them. */
final class LogOptions {
  @Mixin private OperatorOptions auditor;

  @Option(
      names = "--component",
      split = ",",
      paramLabel = "NAME",
      description = "authority, registry or master; may be repeated. All three if not given.")
  private List<Component> components;

  /** In the order in which they are told of. */
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
