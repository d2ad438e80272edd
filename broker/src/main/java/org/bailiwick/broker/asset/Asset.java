package org.bailiwick.broker.asset;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;

/**
 * A back end, from its file.
 *
 * @param name names it in leases, audit rows and refusals
 * @param owner who answers for it
 * @param risk {@code low}, {@code medium} or {@code high}
 * @param url the place of the back end; its form depends on the kind, and it has no user
 *     information
 * @param credential the object {@code credential}, whose other members are for its method
 * @param file the whole file, for members that only one kind has
 */
public record Asset(
    String name,
    AssetKind kind,
    String owner,
    String risk,
    URI url,
    JsonObject credential,
    List<AssetOperation> operations,
    JsonObject file) {

  public Asset {
    operations = List.copyOf(operations);
  }

  /** How the broker authenticates at the back end. */
  public String method() {
    return credential.getString("method");
  }
}
