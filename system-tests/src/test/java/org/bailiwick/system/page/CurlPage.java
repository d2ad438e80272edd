package org.bailiwick.system.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.status.Tool;

/** An answer that curl got, and the id of its request. */
record CurlPage(int status, String headers, String body, String requestId) {
  private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");

  /** What a browser asks for. */
  static final List<String> AS_BROWSER =
      List.of("-H", "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

  /** Has curl get this URL, with more arguments. */
  static CurlPage get(Nodes nodes, URI url, List<String> arguments) {
    String requestId = UUID.randomUUID().toString();
    List<String> line = new ArrayList<>(List.of("curl", "-sS", "-i", "--http1.1", "--cacert"));
    line.add(nodes.home().resolve("root.pem").toString());
    line.addAll(List.of("-H", "X-Request-ID: " + requestId));
    line.addAll(arguments);
    line.add(url.toString());
    Tool run = Tool.run(line.toArray(String[]::new));
    assertThat(run.exit()).as(run.output()).isZero();
    int end = run.output().indexOf("\r\n\r\n");
    return new CurlPage(
        Integer.parseInt(run.output().substring(9, 12)),
        run.output().substring(0, end).toLowerCase(Locale.ROOT),
        run.output().substring(end + 4),
        requestId);
  }

  static CurlPage asBrowser(Nodes nodes, URI url) {
    return get(nodes, url, AS_BROWSER);
  }

  /** The same with the certificate of an operator. */
  static CurlPage asOperator(Nodes nodes, URI url, String operator) {
    String files = nodes.home().resolve("operators").resolve(operator).toString();
    List<String> arguments = new ArrayList<>(AS_BROWSER);
    arguments.addAll(List.of("--cert", files + ".pem", "--key", files + ".key"));
    return get(nodes, url, arguments);
  }

  /** The URLs that the page links to. */
  List<URI> links() {
    return LINK.matcher(body)
        .results()
        .map(link -> link.group(1).replace("&amp;", "&"))
        .filter(target -> !target.startsWith("?"))
        .map(URI::create)
        .toList();
  }
}
