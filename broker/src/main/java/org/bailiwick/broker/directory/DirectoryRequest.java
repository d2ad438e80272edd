package org.bailiwick.broker.directory;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.broker.asset.AssetLimits;

/** What an operation asks of the directory: a search, a modification or a new entry. */
interface DirectoryRequest {

  /** The parameters that it uses. */
  Stream<String> names();

  /** Sends the request on a connection of the account, and gives the output as JSON text. */
  String send(LDAPConnection connection, Map<String, String> values, AssetLimits limits)
      throws LDAPException;
}
