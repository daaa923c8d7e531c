package rules
import ("testing";"path/filepath";"fmt";"encoding/json";"os")
func TestZ2(t *testing.T){
 var d struct{Cases []struct{ID,Schema string; Agree *bool; FrictionlessError string `json:"frictionless_error"`}}
 b,_:=os.ReadFile("/work/shared/corpora/fr_cases.give.json"); if err:=json.Unmarshal(b,&d);err!=nil{t.Fatal(err)}
 for _,c:=range d.Cases{ _,err:=LoadPath("/work/shared/corpora/"+c.Schema); if (err!=nil)!=(c.FrictionlessError!=""){fmt.Println(c.ID,c.Schema,c.Agree,"fe:",c.FrictionlessError,"ours:",err)}}
 all,_:=filepath.Glob("/work/shared/corpora/*/*schema*.json")
 ok:=0
 for _,p:=range all { _,err:=LoadPath(p); if err!=nil{continue}; ok++; }
 fmt.Println(ok,len(all))
}
