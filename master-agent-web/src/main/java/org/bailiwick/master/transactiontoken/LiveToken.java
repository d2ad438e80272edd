package org.bailiwick.master.transactiontoken;

import org.bailiwick.master.tokenledger.TokenRecord;

/**
 * A Txn-Token whose signature and time were verified, with its row in the token ledger. When it was
 * read, neither it nor one of its ancestors had ended.
 */
public record LiveToken(TransactionToken token, TokenRecord row) {}
