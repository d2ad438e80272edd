package org.bailiwick.master.tools;

import jakarta.json.JsonObject;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.namedworkflow.NamedWorkflow;
import org.bailiwick.node.catalogue.CapabilityType;
import org.bailiwick.node.catalogue.ReviewedCatalogue;
import org.bailiwick.node.valuetype.TypeName;

/**
 * The schemas of the domain's reviewed types. What the catalogue does not describe, or describes as
 * no object, is shown as any object, because MCP permits only objects; the intake checks the value
 * in each case.
 */
public final class CatalogueSchemas implements ToolSchemas {

  private final Catalogue catalogue;

  public CatalogueSchemas(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public String inputOf(Capability capability) {
    ReviewedCatalogue now = catalogue.current();
    Optional<TypeName> named =
        catalogue
            .workflows()
            .find(capability)
            .map(NamedWorkflow::input)
            .or(() -> now.find(capability).map(CapabilityType::input));
    return named
        .flatMap(now::find)
        .map(type -> type.schema().text())
        .filter(CatalogueSchemas::isOfObjects)
        .orElseGet(() -> ANY_OBJECT.inputOf(capability));
  }

  private static boolean isOfObjects(String schema) {
    JsonObject read = StrictJson.object(schema);
    return read.getString("type", "").equals("object");
  }
}
