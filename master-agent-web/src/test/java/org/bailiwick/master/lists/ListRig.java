package org.bailiwick.master.lists;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListReader;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.node.lists.PageTokens;

/** A Master Agent with rows of jobs and tokens, whose lists an auditor reads. */
final class ListRig implements AutoCloseable {
  static final String BUYER = "spiffe://partner.example/agent/buyer";

  final MasterRig rig;

  /** The time of day at which tokens are issued. */
  String now = "08:00:00";

  private final ListReader reader;

  ListRig(Path folder) {
    rig = new MasterRig(folder);
    reader = new ListReader(rig.gate, new PageTokens(() -> new byte[32]), rig.clock);
  }

  /** A token that is issued at {@code now}; the context is a job and a step, a job, or nothing. */
  void token(String jti, String parent, String kind, String context) {
    String[] parts = context.split("/", -1);
    rig.run(
        """
        insert into token (jti, kind, parent_jti, caller, caller_serial, holder, job_id, step_id,
          scope, issued_at, expires_at, token_sha256)
        values (%s, %s, %s, %s, '0a', null, %s, %s, 'invoice.parse@1',
          timestamp '2026-11-29 %s', timestamp '2999-01-01 00:00:00', 'digest-of-the-token')"""
            .formatted(
                text(jti),
                text(kind),
                text(parent),
                text(BUYER),
                text(parts[0]),
                text(parts.length > 1 ? parts[1] : ""),
                now));
  }

  /** A job under the access token {@code access}, accepted at this time of day. */
  void job(String id, String caller, String state, String created) {
    rig.run(
        """
        insert into job (job_id, txn, caller, caller_serial, caller_certificate, principal,
          access_jti, root_jti, purpose, request, request_sha256, state, created_at, deadline)
        values (%s, %s, %s, '0a', cast('certificate' as bytea), 'alice', 'access', 'access',
          'purpose of %s', 'input-of-the-job', 'digest', %s, timestamp '2026-11-29 %s',
          timestamp '2026-11-29 12:00:00')"""
            .formatted(text(id), text("txn-" + id), text(caller), id, text(state), created));
  }

  private static String text(String value) {
    return value.isEmpty() ? "null" : "'" + value + "'";
  }

  /** All entries of a list, read by an auditor in pages of this size. */
  List<Map<String, Object>> read(ListSource list, int size, String... filters) {
    Map<String, List<String>> parameters = parameters(size, filters);
    List<Map<String, Object>> entries = new ArrayList<>();
    while (true) {
      Map<String, Object> page = StrictJson.members(page(list, parameters));
      ((List<?>) page.get(list.name())).forEach(entry -> entries.add(members(entry)));
      if (!page.containsKey("next_page_token")) {
        return entries;
      }
      parameters.put("page_token", List.of(page.get("next_page_token").toString()));
    }
  }

  void readTwoPages(ListSource list, String... filters) {
    Map<String, List<String>> parameters = parameters(3, filters);
    Object next = StrictJson.members(page(list, parameters)).get("next_page_token");
    parameters.put("page_token", List.of(next.toString()));
    page(list, parameters);
  }

  private static Map<String, List<String>> parameters(int size, String... filters) {
    Map<String, List<String>> parameters = new HashMap<>();
    parameters.put("page_size", List.of(Integer.toString(size)));
    for (int i = 0; i < filters.length; i += 2) {
      parameters.put(filters[i], List.of(filters[i + 1]));
    }
    return parameters;
  }

  String page(ListSource list, Map<String, List<String>> parameters) {
    return reader.page(rig.operator("auditor"), list, ListQuery.read(list, parameters));
  }

  private static Map<String, Object> members(Object entry) {
    Map<String, Object> members = new HashMap<>();
    ((Map<?, ?>) entry).forEach((name, value) -> members.put(name.toString(), value));
    return members;
  }

  @Override
  public void close() {
    rig.close();
  }
}
