package org.bailiwick.ars.toolserver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.card.MasterUrls;
import org.bailiwick.ars.discovery.AgentDirectory;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentRecords.Dated;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.lists.PageTokens.Scope;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The listed agents as servers of the Model Context Protocol. An entry has one version at a time,
 * which is the serial number of the agent's credential.
 */
@ApplicationScoped
public class ToolServers {
  private static final String LATEST = "latest";
  private static final int BATCH = 200;

  /** The most records that one request reads. */
  private static final int MOST_READ = 2000;

  private AgentDirectory directory;
  private PageTokens cursors;
  private SteadyTime time;
  private MasterUrls master;
  private TrustDomain domain;
  private int mostRead;

  /** CDI proxies need this constructor. */
  ToolServers() {}

  @Inject
  ToolServers(
      AgentDirectory directory,
      PageTokens cursors,
      SteadyTime time,
      MasterUrls master,
      ArsSettings settings) {
    this(
        directory,
        cursors,
        time,
        master,
        settings.component().authority().trust().domain(),
        MOST_READ);
  }

  ToolServers(
      AgentDirectory directory,
      PageTokens cursors,
      SteadyTime time,
      MasterUrls master,
      TrustDomain domain,
      int mostRead) {
    this.directory = directory;
    this.cursors = cursors;
    this.time = time;
    this.master = master;
    this.domain = domain;
    this.mostRead = mostRead;
  }

  /** A page of servers. It may have few or none and a cursor nevertheless. */
  JsonObject list(VerifiedPeer peer, ServerQuery query) {
    URI endpoint = endpoint();
    Instant now = time.latest();
    Scope scope = new Scope(peer.id().toString(), query.selection());
    String position = query.cursor().map(text -> cursors.position(scope, text, now)).orElse("");
    List<JsonObject> found = new ArrayList<>();
    for (int read = 0; read < mostRead; read += BATCH) {
      AgentRecords.Listing batch = directory.next(position, BATCH);
      for (Dated listed : wanted(peer, batch.agents(), query, query.limit() - found.size())) {
        found.add(ServerView.of(listed, endpoint));
        if (found.size() == query.limit()) {
          String last = listed.agent().identifier();
          return page(found, Optional.of(cursors.token(scope, last, now)));
        }
      }
      if (batch.next().isEmpty()) {
        return page(found, Optional.empty());
      }
      position = batch.next().get();
    }
    return page(found, Optional.of(cursors.token(scope, position, now)));
  }

  /** The one version of a server, as a page. */
  JsonObject versions(VerifiedPeer peer, String name) {
    return page(List.of(ServerView.of(require(peer, name), endpoint())), Optional.empty());
  }

  /** The server, if this is its version. */
  JsonObject version(VerifiedPeer peer, String name, String version) {
    Dated listed = require(peer, name);
    if (!version.equals(LATEST) && !version.equals(ServerView.version(listed.agent()))) {
      throw new ProblemException(
          ProblemType.NOT_FOUND,
          "server-version",
          "The server has another version now; an earlier one is not kept.");
    }
    return ServerView.of(listed, endpoint());
  }

  private URI endpoint() {
    return URI.create(master.requirePublished() + "/mcp");
  }

  /** At most so many of these agents: those that the query wants and the peer may find. */
  private List<Dated> wanted(VerifiedPeer peer, List<Dated> listed, ServerQuery query, int most) {
    Map<String, Dated> wanted = new LinkedHashMap<>();
    listed.stream()
        .filter(each -> isWanted(each, query))
        .forEach(each -> wanted.put(each.agent().identifier(), each));
    return directory
        .findable(peer, wanted.values().stream().map(Dated::agent).toList())
        .limit(most)
        .map(agent -> wanted.get(agent.identifier()))
        .toList();
  }

  private static boolean isWanted(Dated listed, ServerQuery query) {
    String version = ServerView.version(listed.agent());
    return !ServerView.tools(listed.agent()).isEmpty()
        && query
            .search()
            .filter(text -> !ServerName.of(listed.agent().agent()).contains(text))
            .isEmpty()
        && query.since().filter(since -> !listed.changedAt().isAfter(since)).isEmpty()
        && query
            .version()
            .filter(wanted -> !wanted.equals(LATEST) && !wanted.equals(version))
            .isEmpty();
  }

  private Dated require(VerifiedPeer peer, String name) {
    return ServerName.read(domain, name)
        .flatMap(directory::find)
        .filter(found -> !ServerView.tools(found.agent()).isEmpty())
        .filter(found -> directory.findable(peer, List.of(found.agent())).findAny().isPresent())
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.AGENT_UNKNOWN,
                    "server-not-listed",
                    "No agent with tools is listed under this name."));
  }

  private static JsonObject page(List<JsonObject> servers, Optional<String> next) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    servers.forEach(all::add);
    JsonObjectBuilder metadata = Json.createObjectBuilder().add("count", servers.size());
    next.ifPresent(cursor -> metadata.add("nextCursor", cursor));
    return Json.createObjectBuilder().add("servers", all).add("metadata", metadata).build();
  }
}
