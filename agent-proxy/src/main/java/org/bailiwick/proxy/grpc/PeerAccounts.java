package org.bailiwick.proxy.grpc;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.HashSet;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.bailiwick.proxy.rules.Refusals;

/**
 * The accounts whose processes are served. The kernel tells the account that opened a connection
 * (SO_PEERCRED); this also holds for root, whom file permissions do not stop.
 */
public final class PeerAccounts {
  private static final Path OWN = Path.of("/proc/self");

  private final Set<UserPrincipal> users;
  private final Set<GroupPrincipal> groups;

  private PeerAccounts(Set<UserPrincipal> users, Set<GroupPrincipal> groups) {
    this.users = Set.copyOf(users);
    this.groups = Set.copyOf(groups);
  }

  /**
   * Accounts by name or number, and accounts whose primary group has one of these names or numbers.
   */
  public static PeerAccounts of(Set<String> users, Set<String> groups) {
    UserPrincipalLookupService accounts = FileSystems.getDefault().getUserPrincipalLookupService();
    Set<UserPrincipal> foundUsers = new HashSet<>();
    Set<GroupPrincipal> foundGroups = new HashSet<>();
    try {
      for (String user : users) {
        foundUsers.add(accounts.lookupPrincipalByName(user));
      }
      for (String group : groups) {
        foundGroups.add(accounts.lookupPrincipalByGroupName(group));
      }
    } catch (IOException e) {
      throw Refusals.malformed(
          "workload-api-account", "This machine does not know an account of workload_api");
    }
    return new PeerAccounts(foundUsers, foundGroups);
  }

  /** The account of this process, which need not have a name. */
  public static PeerAccounts own() {
    try {
      return Files.exists(OWN)
          ? new PeerAccounts(Set.of(Files.getOwner(OWN)), Set.of())
          : of(Set.of(System.getProperty("user.name")), Set.of());
    } catch (IOException e) {
      throw Refusals.unavailable(
          "workload-api-account", "The account of this process is not known", e);
    }
  }

  /** The account at the other end, and whether it is served. */
  Peer peer(Channel connection) {
    UnixDomainPrincipal peer =
        connection.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
    return peer == null // the connection is closed, or the platform does not tell
        ? new Peer("unknown", false)
        : new Peer(
            peer.user().getName(), users.contains(peer.user()) || groups.contains(peer.group()));
  }

  /** An account by its name, or by its number if it has no name. */
  record Peer(String account, boolean served) {}
}
