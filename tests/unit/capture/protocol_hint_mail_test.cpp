#include "unit/capture/hint_openings.hpp"

namespace hamon {
namespace {

using namespace made;

TEST(MailHint, KnowsGreetingsThatSayTheirName) {
  expect_openings(recognise_tcp, {
                                     {"smtp", kServer, "220 mail.example ESMTP\r\n"},
                                     {"smtp", kClient, "EHLO a.example\r\n"},
                                     {"ftp", kServer, "220 FTP ready\r\n"},
                                     {"pop3", kServer, "+OK POP3 ready\r\n"},
                                     {"imap", kServer, "* OK IMAP4rev1 ready\r\n"},
                                     {"ftp", kServer, "220 ready\r\n", 21},
                                     {"ftp", kClient, "USER anonymous\r\n", 21},
                                     {"smtp", kServer, "220 ready\r\n", 25},
                                     {"pop3", kServer, "+OK ready\r\n", 110},
                                 });
  expect_nothing(recognise_tcp, {{"a greeting without a name", "220 hello\r\n"},
                                 {"a user of something", "USER anonymous\r\n"},
                                 {"a good answer", "+OK ready\r\n"}});
}

TEST(MailHint, KnowsMessaging) {
  expect_openings(recognise_tcp,
                  {
                      {"mqtt", kClient, hex("10 0C 0004") + "MQTT" + hex("04 02 003C 0000")},
                      {"amqp", kClient, "AMQP" + hex("00000901")},
                      {"xmpp", kEither, "<?xml version='1.0'?><stream:stream to='a'>"},
                      {"irc", kClient, "NICK a\r\nUSER a 0 * :a\r\n"},
                  });
  expect_nothing(recognise_tcp,
                 {{"another name", hex("10 0C 0004") + "MQTX" + hex("04 02 003C 0000")},
                  {"version 5", "AMQP" + hex("05050505")},
                  {"other XML", "<?xml version='1.0'?><a>"},
                  {"a nickname alone", "NICK a\r\n"}});
}

}  // namespace
}  // namespace hamon
