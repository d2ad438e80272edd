package org.bailiwick.command.identifier;

import java.util.concurrent.Callable;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code registry identifiers}: which agent an identifier names, and its other identifiers. */
@Command(
    name = "identifiers",
    description = {
      "Prints which agent an identifier names, all its identifiers, and how each was shown;",
      "for another domain, the registry to ask."
    })
public final class IdentifiersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(
      paramLabel = "IDENTIFIER",
      description = "Such as urn:uuid:…, spiffe://…, did:web:rates.example.")
  private String identifier;

  @Override
  public Integer call() {
    return OperatorJson.print(
        spec, operator.connect("auditor-1", Component.REGISTRY).get(IdentifierPath.of(identifier)));
  }
}
