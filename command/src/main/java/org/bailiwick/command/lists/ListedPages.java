package org.bailiwick.command.lists;

import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bailiwick.command.home.OperatorClient;

/** The entries of a list, read from a running node page by page. */
public final class ListedPages {
  /** The most entries that a node puts on a page. */
  private static final int PAGE = 200;

  private final OperatorClient node;
  private final String list;
  private final Map<String, String> filters = new LinkedHashMap<>();

  public ListedPages(OperatorClient node, String list) {
    this.node = node;
    this.list = list;
  }

  /** Selects by this filter, unless the value is null. */
  public ListedPages with(String filter, Object value) {
    if (value != null) {
      filters.put(filter, value.toString());
    }
    return this;
  }

  /** What was read, and whether the node has more. */
  public record Read(List<JsonObject> entries, boolean more) {}

  public Read read(int most) {
    List<JsonObject> entries = new ArrayList<>();
    Map<String, String> parameters = new LinkedHashMap<>(filters);
    while (true) {
      parameters.put("page_size", Integer.toString(Math.min(PAGE, most - entries.size())));
      JsonObject page = node.get("/v1/" + list + "?" + query(parameters));
      entries.addAll(page.getJsonArray(list).getValuesAs(JsonObject.class));
      boolean more = page.containsKey("next_page_token");
      if (!more || entries.size() >= most) {
        return new Read(entries, more);
      }
      parameters.put("page_token", page.getString("next_page_token"));
    }
  }

  private static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
