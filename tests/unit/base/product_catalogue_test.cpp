#include "base/product_catalogue.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(ProductCatalogue, MatchWholeDomainsOnly) {
  EXPECT_EQ(product_of_name("anydesk.com")->name, "anydesk");
  EXPECT_EQ(product_of_name("boot.net.anydesk.com")->name, "anydesk");
  EXPECT_EQ(product_of_name("notanydesk.com"), nullptr);
  EXPECT_EQ(product_of_name("anydesk.com.example"), nullptr);
  EXPECT_EQ(product_of_name(""), nullptr);
  EXPECT_EQ(product_of_name("x.softether-network.net")->service_class, ServiceClass::Vpn);
}

}  // namespace
}  // namespace hamon
