package org.bailiwick.broker.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.outbound.BackEndFault;

/**
 * The entries of a search as JSON: {@code {"count": n, "entries": [{"dn": …, "attributes": {…}}]}}.
 * Of an entry only the reviewed attributes count, whatever the server sends. A value that is no
 * text is an object with the member {@code base64}.
 */
final class FoundEntries implements SearchResultListener {
  private static final long serialVersionUID = 1L;

  private final transient List<String> attributes;
  private final transient AssetLimits limits;
  private final transient JsonArrayBuilder entries = Json.createArrayBuilder();
  private int count;
  private long octets;

  FoundEntries(List<String> attributes, AssetLimits limits) {
    this.attributes = attributes;
    this.limits = limits;
  }

  /**
   * Takes an entry.
   *
   * @throws BackEndFault output-too-large, with which the search is over
   */
  @Override
  public void searchEntryReturned(SearchResultEntry entry) {
    count++;
    JsonObjectBuilder values = Json.createObjectBuilder();
    for (String name : attributes) {
      Attribute attribute = entry.getAttribute(name);
      if (attribute != null) {
        values.add(name, values(attribute));
      }
    }
    entries.add(
        Json.createObjectBuilder().add("dn", counted(entry.getDN())).add("attributes", values));
    requireWithin();
  }

  private JsonArrayBuilder values(Attribute attribute) {
    JsonArrayBuilder values = Json.createArrayBuilder();
    for (byte[] value : attribute.getValueByteArrays()) {
      values.add(value(value));
      requireWithin();
    }
    return values;
  }

  private JsonValue value(byte[] value) {
    octets += value.length;
    try {
      return Json.createValue(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
    } catch (CharacterCodingException e) {
      return Json.createObjectBuilder()
          .add("base64", Base64.getEncoder().encodeToString(value))
          .build();
    }
  }

  private String counted(String text) {
    octets += text.length();
    return text;
  }

  private void requireWithin() {
    if (count > limits.rows() || octets > limits.bytes()) {
      throw BackEndFault.refused("output-too-large", null);
    }
  }

  /** Does nothing: the name of another server is no output. */
  @Override
  public void searchReferenceReturned(SearchResultReference reference) {
    // another server's entries are not asked for
  }

  /**
   * The whole output.
   *
   * @throws BackEndFault output-too-large
   */
  String json() {
    String json =
        Json.createObjectBuilder().add("count", count).add("entries", entries).build().toString();
    if (json.getBytes(StandardCharsets.UTF_8).length > limits.bytes()) {
      throw BackEndFault.refused("output-too-large", null);
    }
    return json;
  }
}
