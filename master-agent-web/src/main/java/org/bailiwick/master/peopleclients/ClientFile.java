package org.bailiwick.master.peopleclients;

import org.bailiwick.contract.capability.CapabilitySet;

/** What a file in the folder of clients says: one client, or which metadata documents count. */
sealed interface ClientFile permits ReviewedClient, PermittedDocuments {

  /** The name of the identity provider. */
  String provider();

  CapabilitySet scopes();
}
